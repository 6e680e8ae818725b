"""SyGuS-IF read and written."""

"""Countries: name in English, code of two letters (ISO 3166-1), code of the currency (ISO 4217); and the states of the United States with
their codes of two letters (ISO 3166-2)."""

from __future__ import annotations

_ROWS = """
Argentina AR ARS|Australia AU AUD|Austria AT EUR|Bangladesh BD BDT|Belgium BE EUR|Brazil BR BRL|Bulgaria BG BGN|Canada CA CAD
Chile CL CLP|China CN CNY|Colombia CO COP|Costa Rica CR CRC|Croatia HR EUR|Cyprus CY EUR|Czechia CZ CZK|Denmark DK DKK|Egypt EG EGP
Estonia EE EUR|Ethiopia ET ETB|Finland FI EUR|France FR EUR|Germany DE EUR|Ghana GH GHS|Greece GR EUR|Hungary HU HUF|Iceland IS ISK
India IN INR|Indonesia ID IDR|Iran IR IRR|Iraq IQ IQD|Ireland IE EUR|Israel IL ILS|Italy IT EUR|Jamaica JM JMD|Japan JP JPY
Jordan JO JOD|Kazakhstan KZ KZT|Kenya KE KES|Kuwait KW KWD|Latvia LV EUR|Lithuania LT EUR|Luxembourg LU EUR|Malaysia MY MYR
Malta MT EUR|Mexico MX MXN|Morocco MA MAD|Nepal NP NPR|Netherlands NL EUR|New Zealand NZ NZD|Nigeria NG NGN|Norway NO NOK
Pakistan PK PKR|Peru PE PEN|Philippines PH PHP|Poland PL PLN|Portugal PT EUR|Qatar QA QAR|Romania RO RON|Saudi Arabia SA SAR
Serbia RS RSD|Singapore SG SGD|Slovakia SK EUR|Slovenia SI EUR|South Africa ZA ZAR|South Korea KR KRW|Spain ES EUR|Sri Lanka LK LKR
Sweden SE SEK|Switzerland CH CHF|Thailand TH THB|Tunisia TN TND|Turkey TR TRY|Ukraine UA UAH|United Arab Emirates AE AED
United Kingdom GB GBP|United States US USD|Uruguay UY UYU|Vietnam VN VND
"""
_COUNTRIES = [row.rsplit(" ", 2) for row in _ROWS.strip().replace("\n", "|").split("|")]
CODES = {name: code for name, code, _ in _COUNTRIES}
NAMES = {code: name for name, code, _ in _COUNTRIES}
CURRENCIES = {code: currency for _, code, currency in _COUNTRIES}
_STATES = """
Alabama AL|Alaska AK|Arizona AZ|Arkansas AR|California CA|Colorado CO|Connecticut CT|Delaware DE|District of Columbia DC|Florida FL
Georgia GA|Hawaii HI|Idaho ID|Illinois IL|Indiana IN|Iowa IA|Kansas KS|Kentucky KY|Louisiana LA|Maine ME|Maryland MD|Massachusetts MA
Michigan MI|Minnesota MN|Mississippi MS|Missouri MO|Montana MT|Nebraska NE|Nevada NV|New Hampshire NH|New Jersey NJ|New Mexico NM
New York NY|North Carolina NC|North Dakota ND|Ohio OH|Oklahoma OK|Oregon OR|Pennsylvania PA|Rhode Island RI|South Carolina SC
South Dakota SD|Tennessee TN|Texas TX|Utah UT|Vermont VT|Virginia VA|Washington WA|West Virginia WV|Wisconsin WI|Wyoming WY
"""
STATE_CODES = dict(row.rsplit(" ", 1) for row in _STATES.strip().replace("\n", "|").split("|"))
STATE_NAMES = {code: name for name, code in STATE_CODES.items()}

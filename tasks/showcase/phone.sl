; the area code of a telephone number
(set-logic SLIA)
(synth-fun area ((name String)) String
  ((Start String (ntString))
   (ntString String (name " " "-" "(" ")" (str.++ ntString ntString) (str.substr ntString ntInt ntInt) (str.replace ntString ntString ntString)))
   (ntInt Int (0 1 2 3 (+ ntInt ntInt) (- ntInt ntInt) (str.len ntString) (str.indexof ntString ntString ntInt)))))
(constraint (= (area "+49 (30) 123-4567") "30"))
(constraint (= (area "+1 (212) 555-0175") "212"))
(constraint (= (area "+44 (1632) 960-983") "1632"))
(check-synth)

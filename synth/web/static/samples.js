// Tables to begin with.

export const SAMPLES = [
  {
    title: "Logins from names",
    text: "First name,Last name,Login\nAda,Lovelace,ada_lovelace\nAlan,Turing,\nGrace,Hopper,\nKurt,Gödel,\nEmmy,Noether,\nAlonzo,Church,\nBarbara,Liskov,\nTony,Hoare,\nJohn,McCarthy,\nEdsger,Dijkstra,\n",
  },
  {
    title: "Dates, reformatted",
    text: "Date,Day\n2021-10-04,4 October 2021\n2019-03-27,\n2020-12-31,\n2022-07-09,\n2018-01-15,\n2023-08-22,\n2017-05-01,\n2024-02-29,\n",
  },
  {
    title: "Parts of messy text",
    text: "Address,City,Code\n\"12 Mill Lane, Leeds LS1 4AP\",Leeds,LS1 4AP\n\"7 High Street, York YO1 7HU\",York,\n\"81 Park Road, Bristol BS8 1TH\",,\n\"3 Queen Square, Bath BA1 2HN\",,\n\"240 Castle Street, Cardiff CF10 1BS\",,\n\"55 Harbour View, Exeter EX2 4AN\",,\n",
  },
  { title: "An empty sheet", text: `Input,Output\n${",\n".repeat(20)}`, name: "sheet.csv" },
];

"""Short forms of given names, as people in the United States go by them. Common knowledge, typed by hand."""

from __future__ import annotations

NICKNAMES = {
    "Abigail": "Abby", "Alejandro": "Alex", "Alexander": "Alex", "Alexandra": "Lexi", "Alexis": "Lexi",
    "Alfredo": "Fredo", "Amanda": "Mandy", "Andrea": "Andi", "Andrew": "Drew", "Anthony": "Tony", "Antonio": "Tony",
    "Barbara": "Barb", "Benjamin": "Ben", "Brandon": "Bran", "Bradley": "Brad", "Brittany": "Britt",
    "Cameron": "Cam", "Carolyn": "Carrie", "Catherine": "Cathy", "Charles": "Charlie", "Christian": "Chris",
    "Christina": "Tina", "Christine": "Chris", "Christopher": "Chris", "Cynthia": "Cindy", "Daniel": "Danny",
    "Danielle": "Dani", "David": "Dave", "Deborah": "Debbie", "Donald": "Don", "Dorothy": "Dot", "Douglas": "Doug",
    "Edward": "Eddie", "Elizabeth": "Liz", "Emily": "Em", "Eduardo": "Lalo", "Fernando": "Nando",
    "Francisco": "Paco", "Frederick": "Fred", "Gabriel": "Gabe", "Gabriela": "Gaby", "Gabriella": "Gabby",
    "George": "Geo", "Gregory": "Greg", "Guadalupe": "Lupe", "Gustavo": "Gus", "Isabella": "Bella", "Jacob": "Jake",
    "Jacqueline": "Jackie", "James": "Jim", "Jeffrey": "Jeff", "Jennifer": "Jen", "Jessica": "Jess",
    "Jonathan": "Jon", "José": "Pepe", "Jose": "Pepe", "Joseph": "Joe", "Joshua": "Josh", "Judith": "Judy",
    "Katherine": "Katie", "Kathleen": "Kathy", "Kelsey": "Kels", "Kenneth": "Ken", "Kimberly": "Kim",
    "Lawrence": "Larry", "Luis": "Lucho", "Madison": "Maddie", "Manuel": "Manny", "Margaret": "Maggie",
    "Matthew": "Matt", "Megan": "Meg", "Melissa": "Mel", "Michael": "Mike", "Michelle": "Shelly", "Mitchell": "Mitch",
    "Natalie": "Nat", "Natasha": "Tasha", "Nathan": "Nate", "Nathaniel": "Nate", "Nicholas": "Nick", "Nicole": "Nikki",
    "Pamela": "Pam", "Patricia": "Trish", "Patrick": "Pat", "Peter": "Pete", "Philip": "Phil", "Rachel": "Rach",
    "Raymond": "Ray", "Rebecca": "Becca", "Ricardo": "Rick", "Richard": "Rick", "Robert": "Rob", "Roberto": "Beto",
    "Ronald": "Ron", "Samantha": "Sam", "Samuel": "Sam", "Sandra": "Sandy", "Sophia": "Sophie", "Stephanie": "Steph",
    "Stephen": "Steve", "Steven": "Steve", "Susan": "Sue", "Tabitha": "Tabby", "Theodore": "Theo", "Theresa": "Tess",
    "Thomas": "Tom", "Tiffany": "Tiff", "Timothy": "Tim", "Valerie": "Val", "Vanessa": "Nessa", "Veronica": "Ronnie",
    "Victor": "Vic", "Victoria": "Tori", "Vincent": "Vince", "William": "Will", "Zachary": "Zach",
}  # fmt: skip

"""Telephone numbers that nobody has: 555-0100 to 555-0199 of every area code are reserved for fiction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rostergen.profile.model import Profile

EACH = 100
"""Reserved numbers of an area code."""

AREA_CODES = {
    state: codes.split()
    for state, codes in {
        "AL": "205 659 256 938 334 251", "AK": "907", "AZ": "602 480 623 520 928", "AR": "501 479 870 327",
        "CA": "213 323 738 310 424 818 747 626 562 661 805 820 909 840 951 714 657 949 760 442 619 858 559 357 831 "
              "408 669 650 415 628 510 341 925 707 369 209 350 916 279 530 837",
        "CO": "303 720 983 719 970", "CT": "860 959 203 475", "DE": "302", "DC": "202 771",
        "FL": "305 786 645 954 754 561 728 772 321 407 689 352 386 904 324 850 448 727 813 656 941 863 239",
        "GA": "404 678 470 770 943 706 762 478 912 229", "HI": "808", "ID": "208 986",
        "IL": "217 447 618 730 309 861 815 779 630 331 847 224 708 464 312 872 773",
        "IN": "317 463 765 812 930 260 574 219", "IA": "515 641 319 563 712", "KS": "316 620 785 913",
        "KY": "502 859 606 270 364", "LA": "504 985 225 337 318", "ME": "207", "MD": "410 443 667 301 240 227",
        "MA": "617 857 781 339 978 351 508 774 413", "MI": "313 734 248 947 586 810 517 616 269 989 231 679 906",
        "MN": "612 651 763 952 320 507 218 924", "MS": "601 769 228 662", "MO": "314 557 636 573 235 660 816 975 417",
        "MT": "406", "NE": "402 531 308", "NV": "702 725 775", "NH": "603", "NM": "505 575",
        "NJ": "973 862 201 551 908 732 848 609 640 856",
        "NY": "718 347 929 917 646 332 212 914 516 363 631 934 845 329 518 838 607 315 680 585 716 624",
        "NC": "704 980 828 336 743 919 984 910 472 252", "ND": "701",
        "OH": "216 440 330 234 614 380 740 220 937 326 513 283 419 567", "OK": "405 572 580 918 539",
        "OR": "503 971 541 458", "PA": "215 267 445 610 484 835 717 223 570 272 814 582 412 724 878", "RI": "401",
        "SC": "803 839 843 854 864 821", "SD": "605", "TN": "615 629 931 901 731 423 865",
        "TX": "713 832 281 346 936 979 409 512 737 254 210 726 830 361 956 214 972 469 945 817 682 940 903 430 806 "
              "325 432 915",
        "UT": "801 385 435", "VT": "802", "VA": "703 571 540 826 434 804 686 757 948 276",
        "WA": "206 425 253 360 564 509", "WV": "304 681", "WI": "414 262 608 353 920 274 715 534", "WY": "307",
    }.items()
}  # fmt: skip
"""The area codes of each state from memory (2024), neighbors side by side; a wrong one has reserved numbers too."""


def area_codes(profile: Profile) -> list[str]:
    """Return the district's own area code, then the others of its state, the nearest first."""
    codes = AREA_CODES[profile.district.state]
    local = profile.accounts.area_code or codes[0]
    after = codes.index(local) + 1 if local in codes else 0
    return [local, *(code for code in codes[after:] + codes[:after] if code != local)]


def of_offices(profile: Profile) -> int:
    """Return how many of the first numbers are kept for the district and its schools: half of all at most."""
    return min(profile.schools + 1, EACH * len(area_codes(profile)) // 2)

"""Rules of enumerations and vocabularies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.spec.rules.build import BOTH, V1P1, V1P2, rule

if TYPE_CHECKING:
    from rostergen.spec.rules.model import Rule


def _enumeration(code: str, where: str, values: tuple[str, ...], more: str = "") -> Rule:
    """Return the rule that a column holds one of the values, written as they are here."""
    return rule(
        code,
        "error",
        "standard",
        f"{where} is one of {', '.join(values)}{more}",
        "{column} is '{value}', which is not one of its values",
        f"Write {', '.join(values[:-1])} or {values[-1]}, upper and lower case included",
        reference={"OR": BOTH, "OR11": V1P1, "OR12": V1P2}[code.partition("-")[0]],
    )


VOCABULARY = (
    _enumeration("OR-ENUM-01", "academicSessions.type", vocab.SESSION_TYPE),
    _enumeration("OR-ENUM-02", "orgs.type", vocab.ORG_TYPE),
    _enumeration("OR-ENUM-03", "classes.classType", vocab.CLASS_TYPE),
    _enumeration(
        "OR-ENUM-04",
        "enrollments.role",
        vocab.ENROLLMENT_ROLE,
        "; aides, guardians, parents and relatives are not enrolled",
    ),
    _enumeration("OR11-ENUM-05", "users.role", vocab.USER_ROLE),
    _enumeration("OR12-ENUM-05", "roles.role", vocab.ROLE),
    _enumeration("OR12-ENUM-06", "roles.roleType", vocab.ROLE_TYPE),
    _enumeration("OR11-ENUM-07", "demographics.sex", vocab.SEX),
    _enumeration("OR12-ENUM-07", "demographics.sex", vocab.SEX_V1P2),
    rule(
        "OR-ENUM-08",
        "error",
        "standard",
        f"resources.importance is one of {', '.join(vocab.IMPORTANCE)}; resources.roles lists roles of 1.1 users in "
        f"both versions: {', '.join(vocab.USER_ROLE)}",
        "{column} is '{value}', which is not among its values",
        "Write the values of the standard, upper and lower case included",
        reference=BOTH,
    ),
    _enumeration("OR-ENUM-09", "results.scoreStatus", vocab.SCORE_STATUS),
    _enumeration("OR12-ENUM-10", "The source of a learning objective", vocab.OBJECTIVE_SOURCE),
    rule(
        "OR11-ENUM-11",
        "error",
        "standard",
        "No value begins with ext:, the mark of own terms, which came with 1.2",
        "{column} is '{value}', a term of the producer's own",
        "Choose the nearest of the standard's values",
    ),
    rule(
        "OR12-ENUM-11",
        "error",
        "standard",
        "Own terms are written ext: with letters, digits and . - _ behind it, and only in the columns that are open to "
        "them",
        "{column} is '{value}', which is no own term that may stand there",
        "Choose one of the standard's values, or write the term as in ext:advisor where the column allows it",
    ),
    rule(
        "OR11-VOC-01",
        "warning",
        "standard",
        f"Grades are CEDS Entry Grade Level codes: {', '.join(vocab.CEDS_GRADES)}",
        "{column} is '{value}', which is not a list of CEDS grade codes",
        "Write two digits, as in 09, and KG for kindergarten; spreadsheets lose the zero",
    ),
    rule(
        "OR12-VOC-01",
        "info",
        "recommended",
        "1.2 names no vocabulary for grades; in the United States the CEDS codes of 1.1 stay in use",
        "{column} is '{value}', which is not a list of CEDS grade codes",
        "Agree on the codes with the receiver",
    ),
    rule(
        "OR11-VOC-02",
        "warning",
        "standard",
        "subjectCodes are SCED course codes of five digits, advised for the United States",
        "{column} is '{value}', which is not a list of five-digit SCED codes",
        "Write the five digits of the SCED course code; spreadsheets lose the zero in front",
    ),
    rule(
        "OR12-VOC-02",
        "info",
        "recommended",
        "1.2 names no vocabulary for subjectCodes; the SCED codes of 1.1 are used by agreement",
        "{column} is '{value}', which is not a list of five-digit SCED codes",
        "Agree on the codes with the receiver",
    ),
    rule(
        "OR11-VOC-03",
        "info",
        "standard",
        "Country and state of birth and publicSchoolResidenceStatus are CEDS codes; the last runs from 01652 to 01656",
        "{column} is '{value}', which does not look like a CEDS code",
        "Write the code instead of the words",
    ),
    rule(
        "OR-VOC-04",
        "info",
        "standard",
        "orgs.identifier may carry the NCES id, of 7 digits for a district and 12 for a school",
        "{column} '{value}' is not of the form of an NCES id",
        "Nothing, if the receiver does not ask for NCES ids",
    ),
)

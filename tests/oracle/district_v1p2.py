"""The small valid district again, as OneRoster 1.2 and with a gradebook: written by hand where 1.2 differs.

Ida Kerr teaches Cy's algebra and is the mother of Di: one user with two roles in one school.
"""

from .district import DISTRICT, YEAR, Files

_FILES = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs", "resources",
    "resultLearningObjectiveIds", "results", "resultScoreScales", "roles", "scoreScales", "userProfiles",
    "userResources", "users",
)  # fmt: skip
_URN = "urn:uuid:0fe8cf8c-5b0c-4d04-a9f8-1c3a5b2f7e11"

DISTRICT_V1P2: Files = DISTRICT | {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n"
    + "".join(f"file.{name},bulk\n" for name in _FILES)
    + "source.systemName,by hand\n",
    "demographics.csv": DISTRICT["demographics.csv"].replace("U4,,,2010-08-09,,", "U4,,,2010-08-09,other,"),
    "users.csv": """\
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,\
phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,\
preferredFamilyName,primaryOrgSourcedId,pronouns
U1,,,true,ana.diaz,{SIS:1},Ana,Díaz,,1,,,,G2,KG,,M1,,,,S1,
U2,,,true,ben.o-neil,{SIS:2},Ben,O'Neil,,2,ben@example.org,,,G1,01,,M2,,,,S1,
U3,,,true,cy.o-neil,{SIS:3},Cy,O'Neil,J,3,cy@k12.example.org,,,G1,09,,M3,Cyrus,,,S2,he/him
U4,,,true,di.wu,{SIS:4},Di,Wu,,4,di@elm.example,,,T3,09,,M4,,,,S2,they/them
G1,,,true,g1,,Eve,O'Neil,,,eve@example.com,,555-0101,"U2,U3",,,M5,,,,S1,
G2,,,true,g2,,Flo,Diaz,,,,(212) 555-0102,,U1,,,M6,,,,S1,
T1,,,true,t1,,Gus,Hall,,11,,,,,,,M7,,,,S1,
T2,,,true,t2,,Hal,Ito,,12,,,,,,,M8,,,,S1,
T3,,,true,t3,,Ida,Kerr,,13,,,,U4,,,M9,,,,S2,
T5,,,true,t5,,Lia,Moe,,16,,,,,,,M10,,,,S1,
T4,,,true,t4,,Jon,Low,,14,,,,,,,M11,,,,S2,
A1,,,true,a1,,Kim,May,,15,,,,,,,M12,,,,D1,
""",
    "roles.csv": f"""\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
R-U1,,,U1,primary,student,{YEAR},S1,
R-U2,,,U2,primary,student,{YEAR},S1,P2
R-U3,,,U3,primary,student,{YEAR},S2,
R-U4,,,U4,primary,student,2025-10-01,2026-06-06,S2,
R-G1,,,G1,primary,parent,,,S1,
R-G1b,,,G1,primary,parent,,,S2,
R-G2,,,G2,primary,guardian,,,S1,
R-T1,,,T1,primary,teacher,,,S1,
R-T2,,,T2,primary,teacher,,,S1,
R-T3,,,T3,primary,teacher,,,S2,P1
R-T3b,,,T3,secondary,parent,,,S2,P1
R-T5,,,T5,primary,teacher,,,S1,
R-T4,,,T4,primary,teacher,,,S2,
R-A1,,,A1,primary,districtAdministrator,,,D1,
R-A1b,,,A1,secondary,ext:sysop,,,D1,
""",
    "userProfiles.csv": """\
sourcedId,status,dateLastModified,userSourcedId,profileType,vendorId,applicationId,description,credentialType,\
username,password
P1,,,T3,directory,V1,A1,Sign-on,SAML,ida,
P2,,,U2,badge,V1,,,QR badge,2,
""",
    "userResources.csv": """\
sourcedId,status,dateLastModified,userSourcedId,orgSourcedId,classSourcedId,resourceSourcedId
UR1,,,T3,S2,C3,R2
UR2,,,U1,S1,,R1
""",
    "categories.csv": """\
sourcedId,status,dateLastModified,title,weight
G7,,,Homework,40
G8,,,Tests,60
""",
    "lineItems.csv": """\
sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,\
academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId
L1,,,Page 3,,2025-09-01,2025-09-08,C4,G7,Q1,0,10.5,S2
L2,,,Test 1,,2025-10-10,2025-10-10,C4,G8,Q1,,,S2
""",
    "results.csv": """\
sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,\
classSourcedId,inProgress,incomplete,late,missing
X1,,,L1,U3,fully graded,9.5,2025-09-09,,,C4,false,false,true,false
X2,,,L2,U3,fully graded,,2025-10-13,,B,C4,,,,
X3,,,L2,U4,fully graded,70,2025-10-13,,P,C4,false,false,false,false
X4,,,L1,U4,not submitted,,2025-09-09,,,,false,false,false,true
""",
    "scoreScales.csv": """\
sourcedId,status,dateLastModified,title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue
SC1,,,Letters,letter,S2,K4,C4,"{A:90-100},{B:80-89}"
SC2,,,Pass,pass,S2,K4,C4,{P:60-100}
""",
    "lineItemScoreScales.csv": """\
sourcedId,status,dateLastModified,title,lineItemSourcedId,scoreScaleSourcedId
LS1,,,Letters,L2,SC1
""",
    "resultScoreScales.csv": """\
sourcedId,status,dateLastModified,title,resultSourcedId,scoreScaleSourcedId
XS1,,,Pass,X3,SC2
""",
    "lineItemLearningObjectiveIds.csv": f"""\
sourcedId,status,dateLastModified,lineItemSourcedId,source,learningObjectiveId
LO1,,,L2,case,{_URN}
LO2,,,L2,unknown,civics-7
LO3,,,L1,ext:state,CIV.7
""",
    "resultLearningObjectiveIds.csv": f"""\
sourcedId,status,dateLastModified,resultSourcedId,source,learningObjectiveId,score,textScore
XO1,,,X3,case,{_URN},3.5,Proficient
""",
}

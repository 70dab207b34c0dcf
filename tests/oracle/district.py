"""A small valid district, written by hand: two schools, four students, one family with children in both."""

Files = dict[str, str]  # name -> text, with plain line feeds
YEAR = "2025-08-18,2026-06-06"

DISTRICT: Files = {
    "manifest.csv": """\
propertyName,value
manifest.version,1.0
oneroster.version,1.1
file.academicSessions,bulk
file.categories,absent
file.classes,bulk
file.classResources,bulk
file.courses,bulk
file.courseResources,bulk
file.demographics,bulk
file.enrollments,bulk
file.lineItems,absent
file.orgs,bulk
file.resources,bulk
file.results,absent
file.users,bulk
source.systemName,by hand
""",
    "academicSessions.csv": f"""\
sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
Y,,,2025-2026,schoolYear,{YEAR},,2026
F,,,Fall,semester,2025-08-18,2025-12-20,Y,2026
S,,,Spring,semester,2026-01-05,2026-06-06,Y,2026
Q1,,,Quarter 1,gradingPeriod,2025-08-18,2025-10-18,F,2026
Q2,,,Quarter 2,gradingPeriod,2025-10-18,2025-12-20,F,2026
Q3,,,Quarter 3,gradingPeriod,2026-01-05,2026-03-14,S,2026
Q4,,,Quarter 4,gradingPeriod,2026-03-14,2026-06-06,S,2026
""",
    "orgs.csv": """\
sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
D1,,,Elm County Schools,district,0601234,
S1,,,Oak Elementary School,school,060123400001,D1
S2,,,Elm High School,school,060123400002,D1
""",
    "courses.csv": """\
sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes
K1,,,Y,Homeroom,HR,"KG,01",D1,General Elementary,73000
K2,,,Y,Art,ART,"KG,01",D1,Visual Arts,55149
K3,,,Y,Algebra I,ALG,"09,10",D1,Algebra I,02052
K4,,,Y,Civics,CIV,09,D1,Civics,04161
K5,,,Y,Health,HEA,09,D1,Health Education,08051
K6,,,Y,Music,MUS,01,D1,Music,55119
""",
    "classes.csv": """\
sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,\
termSourcedIds,subjects,subjectCodes,periods
C1,,,Homeroom 1,"KG,01",K1,HR-1,homeroom,Room 1,S1,"F,S",General Elementary,73000,
C2,,,Art 1,"KG,01",K2,ART-1,scheduled,Art Room,S1,"F,S",Visual Arts,55149,1
C3,,,Algebra I 1,09,K3,ALG-1,scheduled,Room 1,S2,"F,S",Algebra I,02052,1
C4,,,Civics 1,09,K4,CIV-1,scheduled,Room 2,S2,F,Civics,04161,2
C6,,,Music 1,01,K6,MUS-1,scheduled,Music Room,S1,"F,S",Music,55119,1
C5,,,Health 1,09,K5,HEA-1,scheduled,Room 2,S2,S,Health Education,08051,2
""",
    "users.csv": """\
sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,\
identifier,email,sms,phone,agentSourcedIds,grades,password
U1,,,true,S1,student,ana.diaz,{SIS:1},Ana,Díaz,,1,,,,G2,KG,
U2,,,true,S1,student,ben.o-neil,{SIS:2},Ben,O'Neil,,2,ben@example.org,,,G1,01,
U3,,,true,S2,student,cy.o-neil,"{SIS:3},{LDAP:cy3}",Cy,O'Neil,J,3,cy@k12.example.org,,,G1,09,
U4,,,true,S2,student,di.wu,{SIS:4},Di,"Wu ""Dee"", Jr.",,4,di@elm.example,,,,09,
G1,,,true,"S1,S2",parent,g1,,Eve,O'Neil,,,eve@example.com,,555-0101,"U2,U3",,
G2,,,true,S1,guardian,g2,,Flo,Diaz,,,,(212) 555-0102,,U1,,
T1,,,true,S1,teacher,t1,,Gus,Hall,,11,,,,,,
T2,,,true,S1,teacher,t2,,Hal,Ito,,12,,,,,,
T3,,,true,S2,teacher,t3,,Ida,Kerr,,13,,,,,,
T5,,,true,S1,teacher,t5,,Lia,Moe,,16,,,,,,
T4,,,true,S2,teacher,t4,,Jon,Low,,14,,,,,,
A1,,,true,D1,administrator,a1,,Kim,May,,15,,,,,,
""",
    "enrollments.csv": f"""\
sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
E1,,,C1,S1,T1,teacher,true,{YEAR}
E2,,,C1,S1,U1,student,false,{YEAR}
E3,,,C1,S1,U2,student,false,{YEAR}
E4,,,C2,S1,T2,teacher,true,{YEAR}
E5,,,C2,S1,U1,student,false,{YEAR}
E6,,,C6,S1,T5,teacher,true,{YEAR}
E0,,,C6,S1,U2,student,false,{YEAR}
E7,,,C3,S2,T3,teacher,true,{YEAR}
E8,,,C3,S2,T4,teacher,false,{YEAR}
E9,,,C3,S2,U3,student,false,{YEAR}
E10,,,C3,S2,U4,student,,2025-10-01,2026-06-06
E11,,,C4,S2,T3,teacher,true,2025-08-18,2025-12-20
E12,,,C4,S2,U3,student,false,2025-08-18,2025-12-20
E13,,,C4,S2,U4,student,false,2025-10-01,2025-12-20
E14,,,C5,S2,T3,teacher,true,2026-01-05,2026-06-06
E15,,,C5,S2,U3,student,false,2026-01-05,2026-06-06
E16,,,C5,S2,U4,student,false,2026-01-05,2026-06-06
""",
    "demographics.csv": """\
sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,\
nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,\
countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus
U1,,,2020-03-04,female,false,false,false,false,false,false,true,MX,,,
U2,,,2019-05-06,male,false,true,false,false,true,true,false,US,CA,Elm,01652
U3,,,2011-07-08,male,false,true,false,false,true,true,false,US,CA,Elm,
U4,,,2010-08-09,,,,,,,,,,,,
""",
    "resources.csv": """\
sourcedId,status,dateLastModified,vendorResourceId,title,roles,importance,vendorId,applicationId
R1,,,978-0-306-40615-7,Algebra,"student,teacher",primary,V1,
R2,,,app-1,Algebra Online,teacher,secondary,V1,A1
""",
    "courseResources.csv": """\
sourcedId,status,dateLastModified,title,courseSourcedId,resourceSourcedId
KR1,,,Algebra,K3,R1
""",
    "classResources.csv": """\
sourcedId,status,dateLastModified,title,classSourcedId,resourceSourcedId
CR1,,,Algebra,C3,R2
""",
}

\encoding latin1
INSERT INTO names VALUES ('command', 'é'); \encoding UTF8
INSERT INTO names VALUES ('command', 'Ã©');
\encoding SJIS
INSERT INTO names VALUES ('sjis', 'ƒ\“ú–{'); -- •\

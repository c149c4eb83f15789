-- Γ© in UTF-8, then ISO 8859-1 from the next line on
INSERT INTO names VALUES ('set', 'Γ©');
SET client_encoding = 'LATIN1';
INSERT INTO names VALUES ('set', 'ιό');
COPY names FROM stdin;
set copy	ιθ
\.
INSERT INTO names VALUES ('set after', 'ι');
RESET client_encoding;
INSERT INTO names VALUES ('reset', 'Γ©');

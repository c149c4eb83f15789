CREATE TABLE reference.countries (
    code      char(2) PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'),
    name      text NOT NULL UNIQUE,
    dial_code text NOT NULL CHECK (dial_code ~ '^\+[0-9]{1,4}$'),
    vat       numeric(3, 1) NOT NULL CHECK (vat BETWEEN 0 AND 50)
);
COMMENT ON TABLE reference.countries IS 'where the shop delivers to';
COMMENT ON COLUMN reference.countries.vat IS 'standard rate, in percent';

COPY reference.countries (code, name, dial_code, vat) FROM stdin;
AT	Austria	+43	20.0
BE	Belgium	+32	21.0
CH	Switzerland	+41	8.1
CZ	Czechia	+420	21.0
DE	Germany	+49	19.0
DK	Denmark	+45	25.0
EE	Estonia	+372	22.0
ES	Spain	+34	21.0
FI	Finland	+358	25.5
FR	France	+33	20.0
GB	United Kingdom	+44	20.0
GR	Greece	+30	24.0
HR	Croatia	+385	25.0
HU	Hungary	+36	27.0
IE	Ireland	+353	23.0
IS	Iceland	+354	24.0
IT	Italy	+39	22.0
LT	Lithuania	+370	21.0
LU	Luxembourg	+352	17.0
LV	Latvia	+371	21.0
NL	Netherlands	+31	21.0
NO	Norway	+47	25.0
PL	Poland	+48	23.0
PT	Portugal	+351	23.0
RO	Romania	+40	19.0
SE	Sweden	+46	25.0
SI	Slovenia	+386	22.0
SK	Slovakia	+421	23.0
\.

COPY catalog.products (id, category_id, sku, name, weight_grams, description, attributes) FROM stdin;
1	2	JAR-0250	Preserving jar 250 ml	210	Clip-top glass jar with a rubber seal	{"volume_ml": 250, "material": "glass"}
2	2	JAR-0500	Preserving jar 500 ml	340	Clip-top glass jar with a rubber seal	{"volume_ml": 500, "material": "glass"}
3	2	JAR-1000	Preserving jar 1 l	520	Clip-top glass jar with a rubber seal	{"volume_ml": 1000, "material": "glass"}
4	2	POT-0001	Copper preserving pan	2900	Unlined copper pan for jam, 9 l	{"volume_ml": 9000, "material": "copper"}
5	2	THM-0001	Sugar thermometer	120	From 40 to 200 °C, with a pot clip	{"material": "steel"}
6	2	LBL-0100	Jar labels	60	100 labels that come off in water	{"pieces": 100}
7	3	TIN-0026	Springform tin 26 cm	610	Non-stick springform for cakes	{"diameter_cm": 26, "material": "steel"}
8	3	ROL-0001	Rolling pin	480	Beech, oiled	{"length_cm": 44, "material": "beech"}
9	5	SUG-1000	Preserving sugar 1 kg	1010	Coarse sugar for jam and jelly	{"ratio": "1:1"}
10	5	SUG-0500	Preserving sugar 2:1, 500 g	510	Half the sugar, twice the fruit	{"ratio": "2:1"}
11	5	PEC-0100	Apple pectin 100 g	115	Sets any fruit	{"vegan": true}
12	6	SPC-0001	Vanilla pods	15	Three pods from Madagascar	{"pieces": 3, "origin": "MG"}
13	6	SPC-0002	Cinnamon sticks	40	Ceylon cinnamon	{"origin": "LK"}
14	6	SPC-0003	Star anise	35	Whole stars	{"origin": "VN"}
\.

SELECT setval(pg_get_serial_sequence('catalog.products', 'id'), max(id)) FROM catalog.products;

INSERT INTO catalog.stock (product_id, on_hand)
SELECT id, 100000 / weight_grams + 5000 FROM catalog.products;

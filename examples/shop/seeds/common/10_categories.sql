COPY catalog.categories (id, parent_id, slug, name) FROM stdin;
1	\N	kitchen	Kitchen
2	1	preserving	Preserving
3	1	baking	Baking
4	\N	pantry	Pantry
5	4	sugar	Sugar and pectin
6	4	spices	Spices
\.

SELECT setval(pg_get_serial_sequence('catalog.categories', 'id'), max(id)) FROM catalog.categories;

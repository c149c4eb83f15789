CREATE EXTENSION btree_gist;  -- for the periods of catalog.prices, which must not overlap

CREATE SCHEMA reference;
COMMENT ON SCHEMA reference IS 'facts of the world: countries';

CREATE SCHEMA catalog;
COMMENT ON SCHEMA catalog IS 'what is for sale, and at which price';

CREATE SCHEMA crm;
COMMENT ON SCHEMA crm IS 'customers: personal data lives here';

CREATE SCHEMA sales;
COMMENT ON SCHEMA sales IS 'orders and payments';

CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'who changed what, and when';

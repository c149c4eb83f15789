-- depends: products.sql
CREATE TABLE catalog.prices (
    product_id integer NOT NULL REFERENCES catalog.products ON DELETE CASCADE,
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    amount     catalog.amount NOT NULL,
    currency   catalog.currency NOT NULL DEFAULT :'currency',
    PRIMARY KEY (product_id, valid),
    CONSTRAINT prices_one_at_a_time EXCLUDE USING gist (product_id WITH =, valid WITH &&)
);
COMMENT ON TABLE catalog.prices IS 'net prices; a product has one price on any day';

-- depends: orders.sql
CREATE TABLE sales.order_lines (
    order_id   bigint NOT NULL REFERENCES sales.orders ON DELETE CASCADE,
    line       smallint NOT NULL CHECK (line > 0),
    product_id integer NOT NULL REFERENCES catalog.products,
    quantity   integer NOT NULL CHECK (quantity > 0),
    unit_price catalog.amount NOT NULL,
    vat        numeric(3, 1) NOT NULL,
    net        numeric(14, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    gross      numeric(14, 2) GENERATED ALWAYS AS (round(quantity * unit_price * (1 + vat / 100), 2)) STORED,
    PRIMARY KEY (order_id, line)
);
CREATE INDEX ON sales.order_lines (product_id);
COMMENT ON TABLE sales.order_lines IS 'price and VAT as they were when the line was added';

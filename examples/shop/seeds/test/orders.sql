-- depends: customers.sql
-- Needs seeds/common: products and prices.
INSERT INTO sales.orders (id, customer_id, address_id, status, placed_at, client_ip) VALUES
    (1, 1, 1, 'placed', '2025-03-10 09:30+00', '192.0.2.10'),
    (2, 2, 2, 'placed', '2025-08-02 16:05+00', '198.51.100.23'),
    (3, 3, 4, 'open', NULL, NULL);
ALTER TABLE sales.orders ALTER id RESTART WITH 100;

SELECT sales.add_line(order_id, sku, quantity)
FROM (VALUES (1, 'JAR-0500', 12), (1, 'SUG-1000', 4), (2, 'POT-0001', 1), (3, 'SPC-0001', 2))
    AS line (order_id, sku, quantity);

CALL sales.pay(1, 'card', card_holder => 'A LINDQVIST', card_number => '4111111111111111');
CALL sales.pay(2, 'transfer', iban => 'CH9300762011623852957');

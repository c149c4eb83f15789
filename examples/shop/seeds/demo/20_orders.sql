-- 1,200 orders with 1 to 4 lines, over two years; most are paid and delivered.
INSERT INTO sales.orders (customer_id, address_id, status, placed_at, client_ip)
SELECT a.customer_id,
       a.id,
       CASE WHEN n % 20 = 0 THEN 'cancelled' WHEN n > 1150 THEN 'placed' ELSE 'delivered' END::sales.order_status,
       timestamptz '2024-01-02 07:00+00' + n * interval '14 hours 7 minutes',
       inet '203.0.113.0' + n % 256
FROM generate_series(1, 1200) AS n
    JOIN (SELECT id, customer_id, row_number() OVER (ORDER BY id) AS number
          FROM crm.addresses WHERE kind = 'shipping') AS a
        ON a.number = 1 + n * 31 % 400;

INSERT INTO sales.order_lines (order_id, line, product_id, quantity, unit_price, vat)
SELECT o.id,
       line,
       p.id,
       1 + (o.id + line) % 5,
       catalog.price_on(p.id, o.placed_at::date),
       c.vat
FROM sales.orders AS o
    JOIN crm.addresses AS a ON a.id = o.address_id
    JOIN reference.countries AS c ON c.code = a.country_code
    CROSS JOIN LATERAL generate_series(1, 1 + o.id % 4) AS line
    JOIN catalog.products AS p ON p.id = 1 + (o.id * 5 + line * 3) % 14
WHERE o.status <> 'open' AND NOT EXISTS (SELECT FROM sales.order_lines AS l WHERE l.order_id = o.id);

INSERT INTO sales.payments (order_id, method, amount, paid_at, card_holder, card_number, iban)
SELECT o.id,
       method::sales.payment_method,
       sales.order_total(o.id),
       o.placed_at + interval '10 minutes',
       CASE method WHEN 'card' THEN upper(c.full_name) END,
       CASE method WHEN 'card' THEN '4000' || lpad((o.id * 7919 % 1000000000000)::text, 12, '0') END,
       CASE method WHEN 'transfer' THEN 'DE' || lpad((o.id % 97)::text, 2, '0') || lpad((o.id * 104729)::text, 18, '0') END
FROM sales.orders AS o
    JOIN crm.customers AS c ON c.id = o.customer_id
    CROSS JOIN LATERAL (SELECT CASE WHEN o.id % 3 = 0 THEN 'transfer' ELSE 'card' END) AS m (method)
WHERE o.status = 'delivered';

REFRESH MATERIALIZED VIEW sales.revenue_by_month;

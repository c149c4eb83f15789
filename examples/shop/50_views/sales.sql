CREATE VIEW sales.order_overview WITH (security_invoker) AS
SELECT o.id, o.status, o.placed_at, c.full_name AS customer, c.email, a.city, count(l.*) AS lines,
       sum(l.gross) AS gross, o.currency
FROM sales.orders AS o
    JOIN crm.customers AS c ON c.id = o.customer_id
    JOIN crm.addresses AS a ON a.id = o.address_id
    LEFT JOIN sales.order_lines AS l ON l.order_id = o.id
GROUP BY o.id, c.id, a.id;

CREATE MATERIALIZED VIEW sales.revenue_by_month AS
SELECT date_trunc('month', o.placed_at AT TIME ZONE 'UTC')::date AS month, g.name AS category, o.currency,
       count(DISTINCT o.id) AS orders, sum(l.net) AS net
FROM sales.orders AS o
    JOIN sales.order_lines AS l ON l.order_id = o.id
    JOIN catalog.products AS p ON p.id = l.product_id
    JOIN catalog.categories AS g ON g.id = p.category_id
WHERE o.status IN ('paid', 'shipped', 'delivered')
GROUP BY 1, 2, 3
WITH NO DATA;
CREATE UNIQUE INDEX ON sales.revenue_by_month (month, category, currency);
COMMENT ON MATERIALIZED VIEW sales.revenue_by_month IS 'refreshed at night';

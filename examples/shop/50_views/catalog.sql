CREATE VIEW catalog.offers AS
SELECT p.sku, p.name, c.name AS category, r.amount, r.currency, s.available
FROM catalog.products AS p
    JOIN catalog.categories AS c ON c.id = p.category_id
    JOIN catalog.prices AS r ON r.product_id = p.id AND r.valid @> current_date
    JOIN catalog.stock AS s ON s.product_id = p.id
WHERE s.available > 0;
COMMENT ON VIEW catalog.offers IS 'what can be bought today';

CREATE RECURSIVE VIEW catalog.category_paths (id, path) AS
SELECT id, ARRAY[name] FROM catalog.categories WHERE parent_id IS NULL
UNION ALL
SELECT child.id, parent.path || child.name
FROM catalog.categories AS child
    JOIN category_paths AS parent ON parent.id = child.parent_id;

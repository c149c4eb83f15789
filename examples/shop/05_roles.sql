-- Roles belong to the server, so another database of it may have made them already.
SELECT format('CREATE ROLE %I NOLOGIN', name)
FROM unnest(ARRAY['shop_app', 'shop_support', 'shop_analyst']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
ORDER BY name
\gexec

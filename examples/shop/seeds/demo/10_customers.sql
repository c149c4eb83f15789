-- 400 customers, the same on every run: all follows from the number.
WITH names AS (
    SELECT ARRAY['Anna', 'Björn', 'Camille', 'Dario', 'Elif', 'Filip', 'Greta', 'Hugo', 'Ines', 'Jan', 'Klara', 'Luca',
                 'Maren', 'Nils', 'Oda', 'Pablo', 'Quirin', 'Rosa', 'Sven', 'Tereza'] AS given,
           ARRAY['Andersen', 'Bauer', 'Costa', 'Dubois', 'Eriksson', 'Fischer', 'García', 'Horváth', 'Ivanova', 'Jansen',
                 'Kowalska', 'Lefèvre', 'Moretti', 'Novák', 'Olsen', 'Petrov', 'Quinn', 'Rossi', 'Schmidt'] AS family
)
INSERT INTO crm.customers (given_name, family_name, email, phone, birth_date, signup_ip, newsletter, registered_at)
SELECT given[1 + n % 20],
       family[1 + n % 19],
       format('customer.%s@example.com', n),
       format('%s%s', c.dial_code, 600000000 + n * 7919),
       date '1950-01-01' + n * 53 % 20000,
       inet '203.0.113.0' + n % 256,
       n % 3 = 0,
       timestamptz '2024-01-01 08:00+00' + n * interval '29 hours'
FROM generate_series(1, 400) AS n
    CROSS JOIN names
    JOIN (SELECT dial_code, row_number() OVER (ORDER BY code) AS number FROM reference.countries) AS c
        ON c.number = 1 + n % 28;

INSERT INTO crm.addresses (customer_id, kind, street, postal_code, city, country_code)
SELECT p.id,
       kind,
       format('%s %s', (ARRAY['Station Road', 'Mill Lane', 'Orchard Street', 'Harbour Quay', 'Market Square'])[1 + p.id % 5],
              1 + p.id * 17 % 120),
       lpad((10000 + p.id * 211 % 89999)::text, 5, '0'),
       (ARRAY['Aarhus', 'Bergen', 'Coimbra', 'Dresden', 'Eindhoven', 'Freiburg', 'Ghent', 'Helsinki'])[1 + p.id % 8],
       (ARRAY['DK', 'NO', 'PT', 'DE', 'NL', 'DE', 'BE', 'FI'])[1 + p.id % 8]
FROM crm.customers AS p
    CROSS JOIN unnest(enum_range(NULL::crm.address_kind)) AS kind
WHERE p.email LIKE 'customer.%' AND (kind = 'shipping' OR p.id % 4 = 0);

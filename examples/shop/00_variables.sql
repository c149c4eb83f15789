-- Values that differ between installations. The caller gives others by name:
--     SELECT * FROM confiture_build('shop', variables => '{"currency": "CHF"}');
\if :{?currency}
\else
    \set currency EUR
\endif

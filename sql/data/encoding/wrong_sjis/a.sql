SELECT 1;
\encoding SJIS
SELECT 1; SELECT 'ƒ\‚';

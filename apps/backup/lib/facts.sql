-- What a database holds: the schema's revision, and each table with its number of rows. One line each.
SELECT 'SELECT ''revision '' || version_num FROM public.alembic_version ORDER BY 1'
WHERE to_regclass('public.alembic_version') IS NOT NULL \gexec
SELECT format('SELECT %L || count(*) FROM %I.%I', format('table %I.%I ', nspname, relname), nspname, relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
ORDER BY nspname, relname \gexec

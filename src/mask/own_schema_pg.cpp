#include "mask/own_schema_pg.hpp"

namespace confiture::mask {

namespace {

Oid known = InvalidOid; // the extension's; looked for anew after a change of schemas

void forget(Datum, int, uint32) { known = InvalidOid; }

} // namespace

Oid own_schema() {
	if (!OidIsValid(known))
		known = pg::call([] {
			Oid const schema = get_namespace_oid("confiture", true);
			Oid const extension = get_extension_oid("confiture", true);
			bool const own = OidIsValid(schema) && OidIsValid(extension) &&
							 getExtensionOfObject(NamespaceRelationId, schema) == extension;
			return own ? schema : InvalidOid;
		});
	return known;
}

Oid own_table_owner(char const *table) {
	Oid const schema = own_schema();
	if (!OidIsValid(schema))
		return InvalidOid;
	return pg::call([&]() -> Oid {
		HeapTuple const tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(get_relname_relid(table, schema)));
		if (!HeapTupleIsValid(tuple))
			return InvalidOid;
		Oid const owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
		ReleaseSysCache(tuple);
		return owner;
	});
}

Oid own_function(char const *name, std::span<Oid const> arguments) {
	Oid const schema = own_schema();
	if (!OidIsValid(schema))
		return InvalidOid;
	return pg::call([&] {
		return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
							   PointerGetDatum(buildoidvector(arguments.data(), static_cast<int>(arguments.size()))),
							   ObjectIdGetDatum(schema));
	});
}

void install_own_schema() {
	pg::call([] { CacheRegisterSyscacheCallback(NAMESPACEOID, forget, 0); });
}

} // namespace confiture::mask

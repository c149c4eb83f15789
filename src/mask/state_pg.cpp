#include "mask/state_pg.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

int masking_setting = static_cast<int>(Masking::off);
int unclassified_setting = static_cast<int>(Unclassified::warn);
bool mask_load = false;
bool dump_labels = true;
char *trusted_schemas_setting = nullptr;

Masking last = Masking::off;

constexpr config_enum_entry masking_values[] = {{"off", static_cast<int>(Masking::off), false},
												{"copy", static_cast<int>(Masking::copy), false},
												{"on", static_cast<int>(Masking::on), false},
												{nullptr, 0, false}};
constexpr config_enum_entry unclassified_values[] = {{"off", static_cast<int>(Unclassified::off), false},
													 {"warn", static_cast<int>(Unclassified::warn), false},
													 {"error", static_cast<int>(Unclassified::error), false},
													 {nullptr, 0, false}};

// What is known of roles, until one of them, a membership, or a role's label changes.
struct Roles {
	bool known = false;
	std::vector<Oid> labelled;
	std::unordered_map<Oid, bool> masked; // a role: whether it is labelled, or a member of one that is
};

Roles &roles() {
	static auto *const cache = new Roles; // never destroyed: exit handlers may still ask
	return *cache;
}

// Labels on roles are in pg_shseclabel, of which there is no cache; whoever writes one sends an invalidation of the
// role's row in pg_authid.
void read_labelled_roles() {
	Roles &cache = roles();
	cache.labelled.clear();
	pg::scan_catalog(SharedSecLabelRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc description) {
		auto const *const row = reinterpret_cast<Form_pg_shseclabel>(GETSTRUCT(tuple));
		if (row->classoid != AuthIdRelationId)
			return;
		bool is_null = false;
		Datum const provider = heap_getattr(tuple, Anum_pg_shseclabel_provider, description, &is_null);
		if (!is_null && pg::to_string(provider) == "confiture")
			cache.labelled.push_back(row->objoid);
	});
	cache.known = true;
}

// Whether a role is another, or a member of it, however indirectly; who only administers a role is none.
bool is_member(Oid role, Oid of) {
	if (!pg::call([&] { return is_member_of_role_nosuper(role, of); }))
		return false;
	if (of == ROLE_PG_DATABASE_OWNER) // whose member no membership names
		return true;
	return std::ranges::count(memberships_of(role), of) > 0;
}

bool is_masked(Oid role) {
	Roles &cache = roles();
	if (auto const found = cache.masked.find(role); found != cache.masked.end())
		return found->second;
	bool masked = false;
	for (Oid const labelled : cache.labelled)
		masked = masked || is_member(role, labelled);
	if (cache.known) // an invalidation may have come meanwhile
		cache.masked.emplace(role, masked);
	return masked;
}

void forget_roles(Datum, int, uint32) {
	Roles &cache = roles();
	cache.known = false;
	cache.masked.clear();
	if (last != Masking::off || !cache.labelled.empty())
		ResetPlanCache();
}

// Plans that are kept know nothing of this setting.
void drop_plans(int value, void *) {
	if (value != masking_setting)
		ResetPlanCache();
}

bool check_trusted_schemas(char **value, void **, GucSource) {
	char *const copy = pstrdup(*value);
	List *names = NIL;
	bool const valid = SplitIdentifierString(copy, ',', &names);
	if (!valid)
		GUC_check_errdetail("List syntax is invalid.");
	list_free(names);
	pfree(copy);
	return valid;
}

} // namespace

namespace {

bool any_role_is_masked() {
	// An invalidation that comes while they are read makes them unknown again.
	for (int tries = 0; !roles().known && tries < 3; ++tries)
		read_labelled_roles();
	return !roles().known || !roles().labelled.empty();
}

} // namespace

std::vector<Oid> memberships_of(Oid role) {
	List *const roles = pg::call([&] {
		List *found = list_make1_oid(role);
		for (int next = 0; next < list_length(found); ++next) {
			CatCList *const memberships =
				SearchSysCacheList1(AUTHMEMMEMROLE, ObjectIdGetDatum(list_nth_oid(found, next)));
			for (int i = 0; i < memberships->n_members; ++i) {
				auto *const row = reinterpret_cast<Form_pg_auth_members>(GETSTRUCT(&memberships->members[i]->tuple));
				if (!pg::only_administers(row))
					found = list_append_unique_oid(found, row->roleid);
			}
			ReleaseSysCacheList(memberships);
		}
		return found;
	});
	std::vector<Oid> result;
	for (int i = 0; i < list_length(roles); ++i)
		result.push_back(list_nth_oid(roles, i));
	return result;
}

bool is_masked_role(Oid role) { return any_role_is_masked() && is_masked(role); }

bool role_is_masked() {
	if (!IsTransactionState())
		return last == Masking::on;
	if (!any_role_is_masked())
		return false;
	return is_masked(GetSessionUserId()) || is_masked(GetOuterUserId()) || is_masked(GetUserId());
}

Masking effective_masking() {
	if (!IsTransactionState())
		return last;
	Masking const now = role_is_masked() ? Masking::on : static_cast<Masking>(masking_setting);
	if (now != last) {
		last = now;
		pg::call([] { ResetPlanCache(); });
	}
	return now;
}

void hear_of_changes() {
	if (IsTransactionState())
		pg::call([] { AcceptInvalidationMessages(); });
}

Masking last_masking() noexcept { return std::max(last, static_cast<Masking>(masking_setting)); }

bool masks_loads() { return mask_load; }
bool dumps_labels() { return dump_labels; }
Unclassified unclassified() { return static_cast<Unclassified>(unclassified_setting); }

std::vector<std::string> trusted_schemas() {
	List *const names = pg::call([] {
		List *list = NIL;
		SplitIdentifierString(pstrdup(trusted_schemas_setting), ',', &list);
		return list;
	});
	std::vector<std::string> result;
	for (int i = 0; i < list_length(names); ++i)
		result.emplace_back(static_cast<char const *>(list_nth(names, i)));
	return result;
}

void MaskedReads::end() {
	settings_.end();
	static_cast<void>(effective_masking());
}

void install_state() {
	pg::call([] {
		DefineCustomEnumVariable("confiture.masking", "Sets which reads give masked values.",
								 "Roles that are labelled masked read masked values whatever this says.",
								 &masking_setting, static_cast<int>(Masking::off), masking_values, PGC_USERSET, 0,
								 nullptr, drop_plans, nullptr);
		DefineCustomEnumVariable("confiture.unclassified",
								 "Sets what happens when a table with labels is read whose column has none.", nullptr,
								 &unclassified_setting, static_cast<int>(Unclassified::warn), unclassified_values,
								 PGC_USERSET, 0, nullptr, nullptr, nullptr);
		DefineCustomBoolVariable("confiture.mask_load", "Masks what COPY FROM loads into labelled columns.", nullptr,
								 &mask_load, false, PGC_USERSET, 0, nullptr, nullptr, nullptr);
		DefineCustomBoolVariable("confiture.dump_labels", "Shows labels of masking to whoever reads the catalogs.",
								 "When off, pg_dump leaves them out.", &dump_labels, true, PGC_USERSET, 0, nullptr,
								 nullptr, nullptr);
		DefineCustomStringVariable("confiture.trusted_schemas",
								   "Sets the schemas whose functions labels may call besides pg_catalog and confiture.",
								   nullptr, &trusted_schemas_setting, "", PGC_SUSET, GUC_LIST_INPUT,
								   check_trusted_schemas, nullptr, nullptr);
		CacheRegisterSyscacheCallback(AUTHOID, forget_roles, 0);
		CacheRegisterSyscacheCallback(AUTHMEMMEMROLE, forget_roles, 0);
	});
}

} // namespace confiture::mask

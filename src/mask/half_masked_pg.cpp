#include "mask/half_masked_pg.hpp"

#include "mask/as_owner_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "mask/quote.hpp"
#include "mask/related_pg.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

// ---- Keys -------------------------------------------------------------------------------------------------------

// Of a constraint, and of those that partitions have from it.
void set_valid(Oid constraint, bool is_valid) {
	pg::call([&] {
		Relation const constraints = table_open(ConstraintRelationId, RowExclusiveLock);
		List *todo = list_make1_oid(constraint);
		for (int i = 0; i < list_length(todo); ++i) {
			HeapTuple const found = SearchSysCacheCopy1(CONSTROID, ObjectIdGetDatum(list_nth_oid(todo, i)));
			if (!HeapTupleIsValid(found))
				continue;
			auto *const row = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(found));
			row->convalidated = is_valid;
			CatalogTupleUpdate(constraints, &found->t_self, found);
			CacheInvalidateRelcacheByRelid(row->conrelid);
			ScanKeyData parent;
			ScanKeyInit(&parent, Anum_pg_constraint_conparentid, BTEqualStrategyNumber, F_OIDEQ,
						ObjectIdGetDatum(row->oid));
			SysScanDesc const scan =
				systable_beginscan(constraints, ConstraintParentIndexId, true, nullptr, 1, &parent);
			while (HeapTuple const child = systable_getnext(scan))
				todo = lappend_oid(todo, reinterpret_cast<Form_pg_constraint>(GETSTRUCT(child))->oid);
			systable_endscan(scan);
		}
		table_close(constraints, RowExclusiveLock);
		CommandCounterIncrement();
	});
}

std::string name_of(ForeignKey const &key) {
	return in_quotes(pg::call([&] {
			   char const *const name = get_constraint_name(key.constraint);
			   return name == nullptr ? "" : name;
		   })) +
		   " of table " + qualified_name(key.referencing);
}

void restore(ForeignKey const &key) {
	bool is_checked = false;
	std::string why = "The owner of the table may not read the table that it references.";
	if (auto const error = pg::try_in_subtransaction([&] { is_checked = holds(key); }))
		why = error->message + ".";
	if (is_checked) {
		set_valid(key.constraint, true);
		return;
	}
	std::string const name = name_of(key);
	pg::call([&] {
		ereport(WARNING, (errmsg("foreign key %s is left NOT VALID", name.c_str()), errdetail("%s", why.c_str()),
						  errhint("Change or delete rows that have no match, then run ALTER TABLE ... VALIDATE "
								  "CONSTRAINT.")));
	});
}

// ---- Guards -----------------------------------------------------------------------------------------------------

Oid refuse_function() {
	Oid const function = own_function("refuse_write", {});
	if (!OidIsValid(function))
		throw Error(sqlstate::undefined_function, "function confiture.refuse_write() does not exist");
	return function;
}

void add_guard(Oid table, char const *name, int events, bool for_rows, std::string const &argument) {
	Oid const function = refuse_function();
	pg::call([&] {
		CreateTrigStmt *const trigger = makeNode(CreateTrigStmt);
		trigger->trigname = pstrdup(name);
		trigger->args = list_make1(makeString(pstrdup(argument.c_str())));
		trigger->row = for_rows;
		trigger->timing = TRIGGER_TYPE_BEFORE;
		trigger->events = static_cast<int16>(events);
		// ALWAYS: replication writes as well
		CreateTriggerFiringOn(trigger, nullptr, table, InvalidOid, InvalidOid, InvalidOid, function, InvalidOid,
							  nullptr, false, false, TRIGGER_FIRES_ALWAYS);
		CommandCounterIncrement();
	});
}

std::vector<Oid> guards_of(Oid table) {
	std::vector<Oid> guards;
	Oid const function = refuse_function();
	std::array<ScanKeyData, 1> keys;
	pg::call([&] {
		ScanKeyInit(&keys[0], Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	});
	pg::scan_catalog(TriggerRelationId, TriggerRelidNameIndexId, keys, [&](HeapTuple tuple, TupleDesc) {
		auto const *const row = reinterpret_cast<Form_pg_trigger>(GETSTRUCT(tuple));
		if (row->tgfoid == function)
			guards.push_back(row->oid);
	});
	return guards;
}

// Whether comparing a key may call code of others than superusers: who owns a type can have it cast by functions.
bool has_own_types(ForeignKey const &key) {
	auto const has_own = [](Oid table, std::vector<AttrNumber> const &columns) {
		return std::ranges::any_of(
			columns, [&](AttrNumber column) { return column_info(table, column).type >= FirstNormalObjectId; });
	};
	return has_own(key.referencing, key.referencing_columns) || has_own(key.referenced, key.referenced_columns);
}

} // namespace

bool holds(ForeignKey const &key) {
	Relation const referencing = pg::call([&] { return table_open(key.referencing, AccessShareLock); });
	std::optional<AsOwner> owner;
	if (has_own_types(key) || !pg::call([] { return superuser(); }))
		owner.emplace(referencing->rd_rel->relowner);
	pg::LocalSettings settings{{"confiture.masking", "off"}}; // what is asked is about what stands there
	bool const could = pg::call([&] {
		Relation const referenced = table_open(key.referenced, AccessShareLock);
		Trigger trigger{};
		trigger.tgname = get_constraint_name(key.constraint);
		trigger.tgenabled = TRIGGER_FIRES_ON_ORIGIN;
		trigger.tgisinternal = true;
		trigger.tgconstrrelid = key.referenced;
		trigger.tgconstrindid = get_constraint_index(key.constraint);
		trigger.tgconstraint = key.constraint;
		PushActiveSnapshot(GetLatestSnapshot());
		bool const checked = RI_Initial_Check(&trigger, referencing, referenced);
		PopActiveSnapshot();
		table_close(referenced, NoLock);
		return checked;
	});
	settings.end();
	if (owner)
		owner->end();
	pg::call([&] { table_close(referencing, NoLock); });
	return could;
}

void begin_half_masked(RunId const &run, std::vector<Oid> const &tables, std::vector<ForeignKey> const &keys) {
	for (ForeignKey const &key : keys) {
		if (!key.is_valid || is_suspended(run, key.constraint))
			continue;
		pg::call([&] { LockRelationOid(key.referencing, ShareUpdateExclusiveLock); });
		record_suspended(run, key.constraint);
		set_valid(key.constraint, false);
	}
	std::string const argument = full_name(run);
	for (Oid const table : tables) {
		if (!guards_of(table).empty())
			continue;
		add_guard(table, "confiture_half_masked", TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE, true,
				  argument);
		add_guard(table, "confiture_half_masked_truncate", TRIGGER_TYPE_TRUNCATE, false, argument);
	}
}

void end_half_masked(RunId const &run, std::vector<Oid> const &tables, std::vector<ForeignKey> const &keys) {
	for (ForeignKey const &key : keys) {
		if (!is_suspended(run, key.constraint))
			continue;
		pg::call([&] { LockRelationOid(key.referencing, ShareUpdateExclusiveLock); });
		restore(key);
		forget_suspended(run, key.constraint);
	}
	for (Oid const table : tables) {
		for (Oid const guard : guards_of(table)) {
			pg::call([&] {
				ObjectAddress const trigger{TriggerRelationId, guard, 0};
				performDeletion(&trigger, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
				CommandCounterIncrement();
			});
		}
	}
}

std::string half_masked_by(Oid table) {
	if (guards_of(table).empty())
		return {};
	return pg::catalog_query(R"(
		SELECT min(encode(substr(tgargs, 1, length(tgargs) - 1), 'escape')) FROM pg_trigger
		WHERE tgrelid = $1::oid AND tgfoid = $2::oid)",
							 {std::to_string(table), std::to_string(refuse_function())})
		.rows.at(0)
		.at(0)
		.value_or("");
}

std::vector<Oid> half_masked_tables(RunId const &run) {
	return to_oids(pg::catalog_query(R"(
		SELECT string_agg(DISTINCT tgrelid::text, ' ') FROM pg_trigger
		WHERE tgfoid = $1::oid AND encode(substr(tgargs, 1, length(tgargs) - 1), 'escape') = $2)",
									 {std::to_string(refuse_function()), full_name(run)})
					   .rows.at(0)
					   .at(0)
					   .value_or(""));
}

} // namespace confiture::mask

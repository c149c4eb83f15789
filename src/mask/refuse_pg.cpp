#include "mask/refuse_pg.hpp"

#include <unordered_set>

#include "mask/announce_pg.hpp"
#include "mask/follow_pg.hpp"
#include "mask/plan_pg.hpp"
#include "mask/quote.hpp"
#include "mask/rule_pg.hpp"
#include "mask/state_pg.hpp"

namespace confiture::mask {

namespace {

ProcessUtility_hook_type next_utility = nullptr;
ExecutorRun_hook_type next_run = nullptr;
ExecutorFinish_hook_type next_finish = nullptr;
object_access_hook_type next_object_access = nullptr;
emit_log_hook_type next_emit_log = nullptr;

[[noreturn]] void refuse(std::string const &what, std::string detail = {}) {
	throw Error(sqlstate::insufficient_privilege, "a masked role cannot " + what, std::move(detail));
}

// ---- Commands ------------------------------------------------------------------------------------------------------

bool has_masks(RangeVar const *name) {
	if (name == nullptr || !has_rules())
		return false;
	Oid const relation = pg::call([&] { return RangeVarGetRelid(name, NoLock, true); });
	return OidIsValid(relation) && rules_of(relation) != nullptr;
}

// Whether the current user itself is the owner; what doesn't exist is the server's to report.
bool is_own(RangeVar const *name) {
	return pg::call([&] {
		Oid const relation = RangeVarGetRelid(name, NoLock, true);
		HeapTuple const tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
		if (!HeapTupleIsValid(tuple))
			return true;
		bool const own = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner == GetUserId();
		ReleaseSysCache(tuple);
		return own;
	});
}

void refuse_reference(Node const *node) {
	if (node == nullptr)
		return;
	if (IsA(node, Constraint)) {
		auto const *const constraint = reinterpret_cast<Constraint const *>(node);
		if (constraint->contype == CONSTR_FOREIGN && has_masks(constraint->pktable))
			refuse("reference table " + in_quotes(constraint->pktable->relname),
				   "The check of the reference would tell which values there are.");
	} else if (IsA(node, ColumnDef)) {
		List const *const constraints = reinterpret_cast<ColumnDef const *>(node)->constraints;
		for (int i = 0; i < list_length(constraints); ++i)
			refuse_reference(static_cast<Node *>(list_nth(constraints, i)));
	}
}

void refuse_change(RangeVar const *name) {
	if (has_masks(name))
		refuse("change table " + in_quotes(name->relname), "The table has labels of masking.");
}

bool is_own_password(AlterRoleStmt const *statement) {
	if (statement->action != +1 || list_length(statement->options) != 1)
		return false;
	auto const *const option = list_nth_node(DefElem, statement->options, 0);
	return std::string_view{option->defname} == "password" &&
		   pg::call([&] { return get_rolespec_oid(statement->role, true); }) == GetSessionUserId();
}

void check_command(Node const *command) {
	constexpr auto later = "What it makes may run later with the rights of another role.";
	switch (nodeTag(command)) {
	case T_CreateFunctionStmt:
	case T_AlterFunctionStmt:
		return refuse("create or change functions", later);
	case T_CreateTrigStmt:
	case T_CreateEventTrigStmt:
	case T_AlterEventTrigStmt:
		return refuse("create triggers", later);
	case T_RuleStmt:
		return refuse("create rules", later);
	case T_CreatePolicyStmt:
	case T_AlterPolicyStmt:
		return refuse("create or change policies", later);
	case T_DefineStmt:
	case T_CreateOpClassStmt:
	case T_CreateOpFamilyStmt:
	case T_AlterOpFamilyStmt:
	case T_AlterOperatorStmt:
		return refuse("create operators, aggregates or types", later);
	case T_CreateCastStmt:
	case T_CreateTransformStmt:
	case T_CreateConversionStmt:
		return refuse("create casts or conversions", later);
	case T_CreateDomainStmt:
	case T_AlterDomainStmt:
		return refuse("create or change domains", later);
	case T_CreateExtensionStmt:
	case T_AlterExtensionStmt:
	case T_AlterExtensionContentsStmt:
	case T_CreatePLangStmt:
	case T_CreateAmStmt:
	case T_LoadStmt:
		return refuse("load or change extensions", later);
	case T_CreateFdwStmt:
	case T_AlterFdwStmt:
	case T_CreateForeignServerStmt:
	case T_AlterForeignServerStmt:
	case T_CreateUserMappingStmt:
	case T_AlterUserMappingStmt:
	case T_CreateForeignTableStmt:
	case T_ImportForeignSchemaStmt:
		return refuse("reach foreign data", "A connection of its own would not be masked.");
	case T_CreatePublicationStmt:
	case T_AlterPublicationStmt:
	case T_CreateSubscriptionStmt:
	case T_AlterSubscriptionStmt:
		return refuse("publish or subscribe to changes", "Streams of changes carry raw values.");
	case T_SecLabelStmt:
		return refuse("set security labels");
	case T_CreateRoleStmt:
	case T_AlterRoleSetStmt:
	case T_DropRoleStmt:
	case T_GrantRoleStmt:
	case T_GrantStmt:
	case T_AlterDefaultPrivilegesStmt:
	case T_AlterOwnerStmt:
	case T_ReassignOwnedStmt:
	case T_AlterSystemStmt:
	case T_AlterDatabaseSetStmt:
		return refuse("change roles, privileges or settings of others", "Another role might not be masked.");
	case T_AlterRoleStmt:
		if (!is_own_password(reinterpret_cast<AlterRoleStmt const *>(command)))
			refuse("change roles, privileges or settings of others", "Another role might not be masked.");
		return;
	case T_LockStmt:
		if (reinterpret_cast<LockStmt const *>(command)->mode > AccessShareLock)
			refuse("lock tables against others");
		return;
	case T_CopyStmt: {
		auto const *const copy = reinterpret_cast<CopyStmt const *>(command);
		if (copy->filename != nullptr)
			refuse("copy from or to files and programs of the server",
				   "The files of the data directory hold raw values.");
		if (copy->is_from && has_masks(copy->relation))
			refuse("copy into table " + in_quotes(copy->relation->relname), "The table has labels of masking.");
		return;
	}
	case T_CreateStmt: {
		auto const *const create = reinterpret_cast<CreateStmt const *>(command);
		for (int i = 0; i < list_length(create->tableElts); ++i)
			refuse_reference(static_cast<Node *>(list_nth(create->tableElts, i)));
		for (int i = 0; i < list_length(create->constraints); ++i)
			refuse_reference(static_cast<Node *>(list_nth(create->constraints, i)));
		return;
	}
	case T_AlterTableStmt: {
		auto const *const alter = reinterpret_cast<AlterTableStmt const *>(command);
		refuse_change(alter->relation);
		for (int i = 0; i < list_length(alter->cmds); ++i)
			refuse_reference(list_nth_node(AlterTableCmd, alter->cmds, i)->def);
		return;
	}
	case T_RefreshMatViewStmt: {
		RangeVar const *const view = reinterpret_cast<RefreshMatViewStmt const *>(command)->relation;
		if (!is_own(view))
			refuse("refresh materialized view " + in_quotes(view->relname),
				   "For all others it would hold masked values.");
		return;
	}
	case T_IndexStmt:
		return refuse_change(reinterpret_cast<IndexStmt const *>(command)->relation);
	case T_CreateStatsStmt: {
		List const *const relations = reinterpret_cast<CreateStatsStmt const *>(command)->relations;
		for (int i = 0; i < list_length(relations); ++i)
			if (auto const *const relation = static_cast<Node *>(list_nth(relations, i)); IsA(relation, RangeVar))
				refuse_change(reinterpret_cast<RangeVar const *>(relation));
		return;
	}
	default:
		return;
	}
}

// A cursor's rows may have been read before: those that it holds beyond its transaction.
void check_cursor(FetchStmt const *fetch) {
	if (!IsTransactionState() || effective_masking() != Masking::on)
		return;
	Portal const portal = pg::call([&] { return GetPortalByName(fetch->portalname); });
	if (!PortalIsValid(portal))
		return;
	for (int i = 0; i < list_length(portal->stmts); ++i)
		if (auto const *const statement = list_nth_node(PlannedStmt, portal->stmts, i);
			statement->commandType != CMD_UTILITY)
			refuse_stale(statement);
}

// ---- Messages ------------------------------------------------------------------------------------------------------

// A constraint's detail shows the row or the key that breaks it.
bool shows_values(int state) noexcept { return ERRCODE_TO_CATEGORY(state) == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION; }

void strip(ErrorData *data, bool expressions) noexcept {
	if (last_masking() != Masking::on)
		return;
	if (shows_values(data->sqlerrcode)) {
		data->detail = nullptr;
		data->detail_log = nullptr;
	} else if (expressions && ERRCODE_TO_CATEGORY(data->sqlerrcode) == ERRCODE_DATA_EXCEPTION) {
		static char message[] = "could not compute a masked value, or an expression over masked values";
		data->message = message;
		data->detail = nullptr;
		data->detail_log = nullptr;
		data->hint = nullptr;
	}
}

template <typename Body>
void run_stripped(bool expressions, Body &&body) {
	try {
		pg::call(body);
	} catch (pg::ServerError &error) {
		strip(error.data, expressions);
		throw;
	}
}

// Where no executor is left to look at errors: deferred constraints at the end of the transaction.
void emit_log(ErrorData *data) {
	if (data->elevel >= ERROR)
		strip(data, false);
	if (next_emit_log != nullptr)
		next_emit_log(data);
}

// ---- Functions -----------------------------------------------------------------------------------------------------

constexpr std::string_view refused_functions[] = {
	// files of the server
	"pg_read_file", "pg_read_binary_file", "pg_ls_dir", "pg_stat_file", "pg_file_read", "pg_file_write",
	"pg_file_rename", "pg_file_unlink", "pg_logdir_ls",
	// large objects, which have no labels
	"lo_open", "lo_create", "lo_creat", "lo_from_bytea", "lo_get", "lo_put", "lo_import", "lo_export", "loread",
	"lowrite", "lo_truncate", "lo_truncate64", "lo_unlink",
	// streams of changes
	"pg_logical_slot_get_changes", "pg_logical_slot_get_binary_changes", "pg_logical_slot_peek_changes",
	"pg_logical_slot_peek_binary_changes", "pg_create_logical_replication_slot", "pg_copy_logical_replication_slot",
	"pg_replication_slot_advance", "pg_get_wal_record_info", "pg_get_wal_records_info",
	"pg_get_wal_records_info_till_end_of_wal", "pg_get_wal_block_info", "pg_get_wal_fpi_info",
	// pages
	"get_raw_page", "heap_page_items", "heap_page_item_attrs", "tuple_data_split", "bt_page_items", "gist_page_items",
	"gist_page_items_bytea", "gin_leafpage_items", "hash_page_items", "brin_page_items",
	// connections of their own
	"dblink", "dblink_connect", "dblink_connect_u", "dblink_exec", "dblink_open", "dblink_send_query"};

bool is_refused(Oid function) {
	HeapTuple const tuple = pg::call([&] { return SearchSysCache1(PROCOID, ObjectIdGetDatum(function)); });
	if (tuple == nullptr)
		return false;
	auto const *const row = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
	bool const native = row->prolang == INTERNALlanguageId || row->prolang == ClanguageId;
	bool const refused = native && std::ranges::find(refused_functions, std::string_view{NameStr(row->proname)}) !=
									   std::end(refused_functions);
	pg::call([&] { ReleaseSysCache(tuple); });
	return refused;
}

std::unordered_map<Oid, bool> &known_functions() {
	static auto *const known = new std::unordered_map<Oid, bool>;
	return *known;
}

void forget_functions(Datum, int, uint32) { known_functions().clear(); }

void check_function(Oid function) {
	if (!IsTransactionState() || !role_is_masked())
		return;
	auto &known = known_functions();
	auto found = known.find(function);
	bool const refused = found != known.end() ? found->second : is_refused(function);
	if (found == known.end())
		known.emplace(function, refused);
	if (refused) {
		char const *const name = pg::call([&] { return get_func_name(function); });
		refuse("call function " + in_quotes(name == nullptr ? "" : name), "It reaches values that no label covers.");
	}
}

// ---- Hooks ---------------------------------------------------------------------------------------------------------

void object_access(ObjectAccessType access, Oid catalog, Oid object, int part, void *argument) {
	if (next_object_access != nullptr)
		next_object_access(access, catalog, object, part, argument);
	if (access == OAT_FUNCTION_EXECUTE && catalog == ProcedureRelationId)
		pg::enter([&] { check_function(object); });
}

void utility(PlannedStmt *statement, char const *text, bool read_only, ProcessUtilityContext context,
			 ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver,
			 QueryCompletion *completion) {
	pg::enter([&] {
		auto const next = [&] {
			if (next_utility != nullptr)
				next_utility(statement, text, read_only, context, parameters, environment, receiver, completion);
			else
				standard_ProcessUtility(statement, text, read_only, context, parameters, environment, receiver,
										completion);
		};
		hear_of_changes();
		bool const masked = IsTransactionState() && role_is_masked();
		if (masked)
			check_command(statement->utilityStmt);
		if (IsA(statement->utilityStmt, FetchStmt))
			check_cursor(reinterpret_cast<FetchStmt const *>(statement->utilityStmt));
		Followed followed{statement->utilityStmt};
		KeysAreChecked const checked{!masked && IsA(statement->utilityStmt, AlterTableStmt)};
		run_stripped(false, next);
		followed.end();
		announce_members(statement->utilityStmt);
		// SET ROLE and its like: plans that were made before are dropped before they are looked for.
		if (IsTransactionState())
			static_cast<void>(effective_masking());
	});
}

void run(QueryDesc *description, ScanDirection direction, uint64 count PG_RUN_ONCE(bool once)) {
	auto const next = [&] {
		if (next_run != nullptr)
			next_run(description, direction, count PG_RUN_ONCE(once));
		else
			standard_ExecutorRun(description, direction, count PG_RUN_ONCE(once));
	};
	bool masked = last_masking() == Masking::on;
	if (!masked)
		pg::enter([&] {
			hear_of_changes(); // a cursor may go on after its reader became masked
			masked = effective_masking() == Masking::on;
		});
	if (!masked)
		return next();
	pg::enter([&] {
		refuse_stale(description->plannedstmt); // a cursor that was opened before
		run_stripped(mark_of(description->plannedstmt) == Mark::expressions, next);
	});
}

void finish(QueryDesc *description) {
	auto const next = [&] {
		if (next_finish != nullptr)
			next_finish(description);
		else
			standard_ExecutorFinish(description);
	};
	if (last_masking() != Masking::on)
		return next();
	pg::enter([&] { run_stripped(mark_of(description->plannedstmt) == Mark::expressions, next); });
}

} // namespace

void install_refusals() {
	next_utility = ProcessUtility_hook;
	ProcessUtility_hook = utility;
	next_run = ExecutorRun_hook;
	ExecutorRun_hook = run;
	next_finish = ExecutorFinish_hook;
	ExecutorFinish_hook = finish;
	next_object_access = object_access_hook;
	object_access_hook = object_access;
	next_emit_log = emit_log_hook;
	emit_log_hook = emit_log;
	pg::call([] { CacheRegisterSyscacheCallback(PROCOID, forget_functions, 0); });
}

} // namespace confiture::mask

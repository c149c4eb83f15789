#include "build/execute_pg.hpp"

#include "pg/guard.hpp"

#include <cerrno>

namespace confiture::build {

static DefElem *find_option(List *options, char const *name) {
	ListCell *cell;
	foreach (cell, options) {
		auto *const option = lfirst_node(DefElem, cell);
		if (std::strcmp(option->defname, name) == 0)
			return option;
	}
	return nullptr;
}

static bool has_true_option(List *options, char const *name) {
	DefElem *const option = find_option(options, name);
	return option != nullptr && (option->arg == nullptr || pg::call([&] { return defGetBoolean(option); }));
}

static Transaction transaction_of_alter_table(AlterTableStmt const *statement) {
	ListCell *cell;
	foreach (cell, statement->cmds) {
		auto *const command = lfirst_node(AlterTableCmd, cell);
		if (command->subtype == AT_DetachPartition && castNode(PartitionCmd, command->def)->concurrent)
			return Transaction::own;
	}
	return Transaction::any;
}

Transaction transaction_of(Node const *statement) {
	auto const own_if = [](bool own) { return own ? Transaction::own : Transaction::any; };
	switch (nodeTag(statement)) {
	case T_TransactionStmt:
		switch (reinterpret_cast<TransactionStmt const *>(statement)->kind) {
		case TRANS_STMT_BEGIN:
		case TRANS_STMT_START:
			return Transaction::begin;
		case TRANS_STMT_COMMIT:
			return Transaction::commit;
		default:
			return Transaction::other_control;
		}
	case T_IndexStmt:
		return own_if(reinterpret_cast<IndexStmt const *>(statement)->concurrent);
	case T_DropStmt:
		return own_if(reinterpret_cast<DropStmt const *>(statement)->concurrent);
	case T_AlterTableStmt:
		return transaction_of_alter_table(reinterpret_cast<AlterTableStmt const *>(statement));
	case T_ReindexStmt: {
		auto const *const reindex = reinterpret_cast<ReindexStmt const *>(statement);
		bool const one = reindex->kind == REINDEX_OBJECT_INDEX || reindex->kind == REINDEX_OBJECT_TABLE;
		return own_if(!one || has_true_option(reindex->params, "concurrently"));
	}
	case T_AlterEnumStmt:
		return Transaction::commit_after;
	case T_VacuumStmt:
		return own_if(reinterpret_cast<VacuumStmt const *>(statement)->is_vacuumcmd);
	case T_ClusterStmt:
		return own_if(reinterpret_cast<ClusterStmt const *>(statement)->relation == nullptr);
	case T_DiscardStmt:
		return own_if(reinterpret_cast<DiscardStmt const *>(statement)->target == DISCARD_ALL);
	case T_CallStmt:
	case T_DoStmt:
	case T_CreatedbStmt:
	case T_DropdbStmt:
	case T_AlterDatabaseStmt:
	case T_CreateTableSpaceStmt:
	case T_DropTableSpaceStmt:
	case T_AlterSystemStmt:
	case T_CreateSubscriptionStmt:
	case T_AlterSubscriptionStmt:
	case T_DropSubscriptionStmt:
		return Transaction::own;
	default:
		return Transaction::any;
	}
}

bool is_copy_from_stdin(Node const *statement) {
	if (!IsA(statement, CopyStmt))
		return false;
	auto const *const copy = reinterpret_cast<CopyStmt const *>(statement);
	return copy->is_from && copy->filename == nullptr && !copy->is_program;
}

bool is_binary_copy(Node const *statement) {
	DefElem *const format = find_option(reinterpret_cast<CopyStmt const *>(statement)->options, "format");
	return format != nullptr && std::strcmp(pg::call([&] { return defGetString(format); }), "binary") == 0;
}

bool is_copy_to_stdout(Node const *statement) {
	if (!IsA(statement, CopyStmt))
		return false;
	auto const *const copy = reinterpret_cast<CopyStmt const *>(statement);
	return !copy->is_from && copy->filename == nullptr && !copy->is_program;
}

bool is_for_newer_server(Node const *statement) {
	static constexpr std::array parameters{"transaction_timeout"}; // since 17
	if (!IsA(statement, VariableSetStmt))
		return false;
	char const *const name = reinterpret_cast<VariableSetStmt const *>(statement)->name;
	return name != nullptr &&
		   std::ranges::any_of(parameters, [&](char const *known) { return std::strcmp(name, known) == 0; }) &&
		   pg::call([&] { return GetConfigOption(name, true, false); }) == nullptr;
}

void declare_data_encoding(Node *statement, char const *encoding) {
	auto *const copy = castNode(CopyStmt, statement);
	if (find_option(copy->options, "encoding") != nullptr)
		return;
	pg::call([&] {
		Node *const value = reinterpret_cast<Node *>(makeString(pstrdup(encoding)));
		copy->options = lappend(copy->options, makeDefElem(pstrdup("encoding"), value, -1));
	});
}

List *parse(std::string const &text) {
	return pg::call([&] { return pg_parse_query(text.c_str()); });
}

// What exec_simple_query says when log_statement asks for it.
static void log_statement_text(RawStmt const *statement, std::string const &text) {
	if (log_statement == LOGSTMT_NONE || GetCommandLogLevel(statement->stmt) > log_statement)
		return;
	ereport(LOG, (errmsg("statement: %s", text.c_str()), errhidestmt(true), errhidecontext(true)));
}

// A portal's locks go to its transaction's owner when it is dropped, which looks at every lock of the session: as a
// build goes on, at thousands after each statement. Without an owner of its own, they are the caller's from the start.
static void leave_locks_with_caller(Portal portal) {
	ResourceOwnerDelete(portal->resowner);
	portal->resowner = nullptr;
}

std::uint64_t execute(RawStmt *statement, std::string const &text, bool top_level) {
	return pg::call([&]() -> std::uint64_t {
		CHECK_FOR_INTERRUPTS();
		log_statement_text(statement, text);
		CommandTag const tag = CreateCommandTag(statement->stmt);
		bool const needs_snapshot = analyze_requires_snapshot(statement);
		if (needs_snapshot)
			PushActiveSnapshot(GetTransactionSnapshot());
		List *const queries = pg_analyze_and_rewrite_fixedparams(statement, text.c_str(), nullptr, 0, nullptr);
		List *const plans = pg_plan_queries(queries, text.c_str(), CURSOR_OPT_PARALLEL_OK, nullptr);
		if (needs_snapshot)
			PopActiveSnapshot();

		Portal const portal = CreateNewPortal();
		portal->visible = false;
		PortalDefineQuery(portal, nullptr, text.c_str(), tag, plans, nullptr);
		PortalStart(portal, nullptr, 0, InvalidSnapshot);
		if (!top_level && portal->strategy == PORTAL_MULTI_QUERY) // the others hold a snapshot under their owner, too
			leave_locks_with_caller(portal);
		QueryCompletion completion;
		InitializeQueryCompletion(&completion);
		(void) pg::portal_run(portal, top_level, None_Receiver, &completion);
		PortalDrop(portal, false);
		CommandCounterIncrement();
		bool const counts = command_tag_display_rowcount(completion.commandTag) && tag != CMDTAG_SELECT;
		return counts ? completion.nprocessed : 0;
	});
}

std::uint64_t execute(std::string const &text, bool top_level) {
	return execute(linitial_node(RawStmt, parse(text)), text, top_level);
}

// While it lives, the server's COPY FROM stdin reads from a source of ours: a COPY that does not come from a client
// reads the C library's stdin, and glibc lets a program set that variable.
class Stdin {
	FILE *const outer_ = stdin;
	CommandDest const outer_output_ = whereToSendOutput;
	DataSource const &data_;

	static ssize_t read(void *cookie, char *buffer, std::size_t size) noexcept {
		auto const &self = *static_cast<Stdin *>(cookie);
		whereToSendOutput = self.outer_output_; // COPY has chosen its source; from here on, notices go their usual way
		try {
			return static_cast<ssize_t>(self.data_(buffer, size));
		} catch (...) {
			errno = EIO;
			return -1;
		}
	}

public:
	explicit Stdin(DataSource const &data) : data_{data} {
		FILE *const file = fopencookie(this, "r", {.read = read, .write = nullptr, .seek = nullptr, .close = nullptr});
		if (file == nullptr)
			throw Error(sqlstate::out_of_memory, "out of memory");
		stdin = file;
		whereToSendOutput = DestNone;
	}
	Stdin(Stdin const &) = delete;
	~Stdin() {
		fclose(stdin);
		stdin = outer_;
		whereToSendOutput = outer_output_;
	}
};

std::uint64_t execute_copy(RawStmt *statement, std::string const &text, bool top_level, DataSource const &data) {
	bool const has_client = whereToSendOutput == DestRemote;
	Stdin const redirected(data);
	try {
		return execute(statement, text, top_level);
	} catch (pg::ServerError &error) { // one before the first byte was read saw no client
		error.data->output_to_client = has_client;
		throw;
	}
}

} // namespace confiture::build

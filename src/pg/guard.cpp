#include "pg/guard.hpp"

#include <new>

namespace confiture::pg {

void throw_current_server_error(MemoryContext context) {
	ErrorData *volatile data = nullptr; // set between sigsetjmp and a longjmp
	{
		// Copying may itself run out of memory: then that is the error.
		sigjmp_buf here;
		Handlers const outer;
		if (sigsetjmp(here, 0) == 0) {
			PG_exception_stack = &here;
			MemoryContextSwitchTo(AllocSetContextCreate(context, "confiture error", ALLOCSET_SMALL_SIZES));
			data = CopyErrorData();
		}
	}
	MemoryContextSwitchTo(context);
	FlushErrorState();
	if (data == nullptr)
		throw std::bad_alloc();
	throw ServerError{data};
}

void Caught::hold(Error const &error) noexcept {
	try {
		ours_ = new Error(error);
	} catch (...) {
		ours_ = nullptr; // out of memory
	}
}

void Caught::hold(std::exception const &error) noexcept {
	try {
		ours_ = new Error(sqlstate::internal_error, error.what());
	} catch (...) {
		ours_ = nullptr;
	}
}

void Caught::raise() {
	if (server_ != nullptr)
		ReThrowError(server_);
	if (ours_ == nullptr)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));

	Error *const error = ours_; // its texts are copied by errmsg and the like, so it is freed before the longjmp
	auto const &code = error->state.code;
	auto const text = [](int (*report)(char const *, ...), std::string const &value) {
		return value.empty() ? 0 : report("%s", value.c_str());
	};
	Names const &names = error->names;
	auto const name = [](int field, std::string const &value) {
		return value.empty() ? 0 : err_generic_string(field, value.c_str());
	};
	ereport(ERROR, (errcode(MAKE_SQLSTATE(code[0], code[1], code[2], code[3], code[4])),
					errmsg_internal("%s", error->message.c_str()), text(errdetail_internal, error->detail),
					text(errhint, error->hint), text(errcontext_msg, error->context),
					error->query.empty() ? 0 : internalerrquery(error->query.c_str()),
					error->query.empty() ? 0 : internalerrposition(error->position),
					name(PG_DIAG_SCHEMA_NAME, names.schema), name(PG_DIAG_TABLE_NAME, names.table),
					name(PG_DIAG_COLUMN_NAME, names.column), name(PG_DIAG_DATATYPE_NAME, names.data_type),
					name(PG_DIAG_CONSTRAINT_NAME, names.constraint), delete error));
	pg_unreachable();
}

Error to_error(ServerError const &error) {
	auto const text = [](char const *value) { return std::string(value == nullptr ? "" : value); };
	ErrorData const &data = *error.data;
	char const *const code = unpack_sql_state(data.sqlerrcode);
	Error result(SqlState(std::array{code[0], code[1], code[2], code[3], code[4]}), text(data.message),
				 text(data.detail), text(data.hint));
	result.context = text(data.context);
	result.query = text(data.internalquery);
	result.position = data.internalpos;
	result.names = {text(data.schema_name), text(data.table_name), text(data.column_name), text(data.datatype_name),
					text(data.constraint_name)};
	return result;
}

// The texts of a copied error live in its own memory context.
static char *copied(ServerError const &error, std::string_view text) {
	return call([&] {
		char *const copy = static_cast<char *>(MemoryContextAlloc(error.data->assoc_context, text.size() + 1));
		std::memcpy(copy, text.data(), text.size());
		copy[text.size()] = '\0';
		return copy;
	});
}

void add_context(ServerError &error, std::string const &context) {
	ErrorData &data = *error.data;
	data.context = copied(error, data.context == nullptr ? context : std::string(data.context) + '\n' + context);
}

void add_query(ServerError &error, std::string_view query) {
	ErrorData &data = *error.data;
	data.cursorpos = 0;
	if (data.internalquery == nullptr) {
		data.internalquery = copied(error, query);
		data.internalpos = 0;
	}
}

MessageContext::MessageContext(std::string_view query, Describe describe)
	: link_{error_context_stack, add, this}, query_{query}, describe_{std::move(describe)} {
	error_context_stack = &link_;
}

void MessageContext::add(void *self) noexcept {
	auto const &context = *static_cast<MessageContext const *>(self);
	int const position = geterrposition();
	try {
		errcontext_msg("%s", context.describe_(position).c_str());
		if (position == 0)
			return;
		std::string const query(context.query_);
		int characters = 0;
		for (std::size_t at = 0; at < query.size(); ++characters)
			at += static_cast<std::size_t>(pg_encoding_mblen(GetDatabaseEncoding(), query.data() + at));
		errposition(0);
		internalerrposition(position <= characters ? position : 0);
		internalerrquery(query.c_str());
	} catch (...) {
		errposition(0); // out of memory: the message goes without its place
	}
}

void set_hint(ServerError &error, std::string const &hint) { error.data->hint = copied(error, hint); }

bool is_interrupt(ServerError const &error) {
	int const code = error.data->sqlerrcode;
	return code == ERRCODE_QUERY_CANCELED || code == ERRCODE_ADMIN_SHUTDOWN || code == ERRCODE_CRASH_SHUTDOWN ||
		   error.data->elevel >= FATAL;
}

Subtransaction::Subtransaction() {
	call([&] {
		BeginInternalSubTransaction(nullptr);
		MemoryContextSwitchTo(context_);
	});
}

void Subtransaction::commit() {
	call([&] {
		ReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context_);
		CurrentResourceOwner = owner_;
	});
}

void Subtransaction::roll_back() {
	call([&] {
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context_);
		CurrentResourceOwner = owner_;
	});
}

void Subtransaction::roll_back(ServerError const &error) {
	// it may lie below a context that goes now
	MemoryContextSetParent(error.data->assoc_context, context_);
	roll_back();
}

} // namespace confiture::pg

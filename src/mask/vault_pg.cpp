#include "mask/vault_pg.hpp"

#include "mask/expression_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

constexpr int most_tries = 20;

struct User {
	Oid id;
	int security;
};

// The extension's own table is nobody else's to write.
User begin_writing(Oid owner) {
	User user{};
	GetUserIdAndSecContext(&user.id, &user.security);
	if (OidIsValid(owner))
		SetUserIdAndSecContext(owner, user.security | SECURITY_LOCAL_USERID_CHANGE);
	return user;
}

void end_writing(User user) { SetUserIdAndSecContext(user.id, user.security); }

SPIPlanPtr prepare(char const *format, char const *table, int parameters) {
	Oid types[] = {TEXTOID, TEXTOID, TEXTOID};
	SPIPlanPtr const plan = SPI_prepare(psprintf(format, table), parameters, types);
	if (plan == nullptr || SPI_keepplan(plan) != 0)
		elog(ERROR, "could not prepare query: %s", SPI_result_code_string(SPI_result));
	return plan;
}

std::uint64_t random_number() {
	std::uint64_t number = 0;
	if (!pg_strong_random(&number, sizeof number))
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random values")));
	return number;
}

} // namespace

VaultName vault_of(Call const &call) {
	auto const text_of = [&](char const *argument) {
		Value const *const value = call.find(argument);
		auto const *const text = value == nullptr ? nullptr : std::get_if<std::string>(value);
		return text == nullptr ? std::string{} : *text;
	};
	std::string const table = text_of("vault").empty() ? "confiture.vault" : text_of("vault");
	std::string const domain = text_of("domain");
	std::string const quoted = pg::call([&] {
		RangeVar const *const name = makeRangeVarFromNameList(pg::qualified_name_list(table.c_str()));
		if (name->schemaname == nullptr)
			ereport(ERROR, (errcode(ERRCODE_INVALID_NAME), errmsg("name of a vault must have a schema")));
		return quote_qualified_identifier(name->schemaname, name->relname);
	});
	return {quoted, domain, quoted == "confiture.vault" ? own_table_owner("vault") : InvalidOid};
}

void Tokens::begin() {
	bool is_varlena = false;
	getTypeOutputInfo(type, &output, &is_varlena);
	getTypeInputInfo(type, &input, &input_parameter);
	memory = AllocSetContextCreate(CurrentMemoryContext, "tokens", ALLOCSET_DEFAULT_SIZES);
	User const user = begin_writing(owner);
	SPI_connect();
	find = prepare(
		"SELECT v.token FROM %s AS v WHERE v.domain OPERATOR(pg_catalog.=) $1 AND v.value OPERATOR(pg_catalog.=) $2",
		table, 2);
	add = prepare("INSERT INTO %s (domain, value, token) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", table, 3);
	SPI_finish();
	end_writing(user);
}

char *Tokens::look_up(Datum const *parameters) const {
	if (SPI_execute_plan(find, const_cast<Datum *>(parameters), nullptr, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read the vault");
	if (SPI_processed == 0)
		return nullptr;
	char *const token = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	return token == nullptr ? nullptr : MemoryContextStrdup(memory, token);
}

// Tokens of one type don't fit another.
char *Tokens::domain_of(Type made_for) const {
	if (*domain != '\0')
		return pstrdup(domain);
	std::string_view const name = name_of(made_for);
	auto const size = static_cast<int>(name.size());
	return max_length == 0 ? pnstrdup(name.data(), name.size()) : psprintf("%.*s(%zu)", size, name.data(), max_length);
}

char *Tokens::random_token(Type made_for) const {
	constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
	switch (made_for) {
	case Type::integer:
		return psprintf("%d", static_cast<int>(1 + random_number() % 2147483647));
	case Type::bigint:
		return psprintf("%lld", static_cast<long long>(1 + random_number() % 9223372036854775807ULL));
	case Type::uuid: {
		std::uint64_t const high = (random_number() & ~std::uint64_t{0xf000}) | 0x4000;
		std::uint64_t const low = (random_number() >> 2) | std::uint64_t{1} << 63;
		return psprintf("%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
						static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xffff),
						static_cast<unsigned>(low >> 48), static_cast<unsigned long long>(low & 0xffffffffffffULL));
	}
	default: {
		std::size_t const length = max_length == 0 ? 24 : std::min<std::size_t>(max_length, 24);
		char *const token = static_cast<char *>(palloc0(length + 1));
		for (std::size_t i = 0; i < length; ++i)
			token[i] = letters[random_number() % letters.size()];
		return token;
	}
	}
}

Datum Tokens::operator()(Datum value) {
	MemoryContext const outer = MemoryContextSwitchTo(memory);
	// Numbers that fit an integer have the same token in columns of both types.
	bool const is_small =
		type_class == Type::bigint && DatumGetInt64(value) >= PG_INT32_MIN && DatumGetInt64(value) <= PG_INT32_MAX;
	Type const made_for = is_small ? Type::integer : type_class;
	Datum parameters[] = {CStringGetTextDatum(domain_of(made_for)),
						  CStringGetTextDatum(OidOutputFunctionCall(output, value)), 0};
	User const user = begin_writing(owner);
	SPI_connect();
	char *token = look_up(parameters);
	for (int tries = 0; token == nullptr && tries < most_tries; ++tries) {
		char *const made = random_token(made_for);
		parameters[2] = CStringGetTextDatum(made);
		SPI_execute_plan(add, parameters, nullptr, false, 0);
		// another session may have been first with the value; or the token is another's
		token = look_up(parameters);
	}
	SPI_finish();
	end_writing(user);
	if (token == nullptr)
		ereport(ERROR, (errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED), errmsg("could not find a token that is free"),
						errhint("The column is too short for as many values.")));
	MemoryContextSwitchTo(outer);
	Datum const result = OidInputFunctionCall(input, token, input_parameter, typmod);
	MemoryContextReset(memory);
	return result;
}

void Tokens::end() {
	SPI_freeplan(find);
	SPI_freeplan(add);
	MemoryContextDelete(memory);
}

} // namespace confiture::mask

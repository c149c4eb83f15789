// Between the server's values and C++'s: text, arrays, jsonb objects of strings, rows of a set-returning function.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

[[nodiscard]] std::string to_string(Datum text);
[[nodiscard]] Datum to_text(std::string_view value);

// A text[] without nulls; an empty vector for the null array. "what" names the argument in the error.
[[nodiscard]] std::vector<std::string> to_strings(Datum array, char const *what);
// Those of its elements that aren't null.
[[nodiscard]] std::vector<std::string> to_present_strings(Datum array);
[[nodiscard]] Datum to_text_array(std::span<std::string const> values);

// A jsonb object whose values are scalars, as text, in jsonb's order; a JSON null is the empty optional.
using JsonFields = std::vector<std::pair<std::string, std::optional<std::string>>>;
[[nodiscard]] JsonFields to_fields(Datum jsonb, char const *what);

// The arguments of a call that may be null.
[[nodiscard]] inline bool is_given(FunctionCallInfo fcinfo, int argument) { return !PG_ARGISNULL(argument); }

// Keeps a C++ object as long as the function's call information lives, in fn_extra.
template <typename T>
T *keep(FmgrInfo *function, std::unique_ptr<T> object) {
	call([&] {
		auto *const callback =
			static_cast<MemoryContextCallback *>(MemoryContextAlloc(function->fn_mcxt, sizeof(MemoryContextCallback)));
		callback->func = [](void *kept) { delete static_cast<T *>(kept); };
		callback->arg = object.get();
		MemoryContextRegisterResetCallback(function->fn_mcxt, callback);
	});
	function->fn_extra = object.get();
	return object.release();
}

// The rows of a function declared RETURNS TABLE or SETOF: filled one by one, spilled to disk when large.
class Rows {
	ReturnSetInfo *info_;

public:
	explicit Rows(FunctionCallInfo fcinfo, std::uint32_t flags = 0);
	static constexpr std::uint32_t of_one_column = MAT_SRF_USE_EXPECTED_DESC; // of functions declared SETOF a scalar

	struct Value {
		Datum datum = 0;
		bool is_null = true;

		Value() = default;
		Value(Datum datum) : datum{datum}, is_null{false} {}
	};
	void add(std::initializer_list<Value> values);
};

} // namespace confiture::pg

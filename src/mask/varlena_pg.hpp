// Values of variable length, read and made without a guard for each: palloc and the like report errors by a jump.
#pragma once

#include <new>
#include <string_view>

#include "error.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Memory for a result, in the current context.
template <typename T = char>
T *allocate(std::size_t size) {
	if (size > MaxAllocSize)
		throw Error(sqlstate::configuration_limit_exceeded, "masked value is too large");
	void *const memory = MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_NO_OOM);
	if (memory == nullptr)
		throw std::bad_alloc();
	return static_cast<T *>(memory);
}

inline Datum to_varlena(std::string_view bytes) {
	auto *const value = allocate<varlena>(bytes.size() + VARHDRSZ);
	SET_VARSIZE(value, bytes.size() + VARHDRSZ);
	std::memcpy(VARDATA(value), bytes.data(), bytes.size());
	return PointerGetDatum(value);
}

// The bytes of a value, as long as it or the current context stays.
inline std::string_view view(Datum value) {
	auto *bytes = reinterpret_cast<varlena *>(DatumGetPointer(value));
	if (VARATT_IS_COMPRESSED(bytes) || VARATT_IS_EXTERNAL(bytes))
		bytes = pg::call([&] { return pg_detoast_datum_packed(bytes); });
	return {VARDATA_ANY(bytes), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(bytes))};
}

} // namespace confiture::mask

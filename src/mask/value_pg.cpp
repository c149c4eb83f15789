#include "mask/value_pg.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "mask/composite_pg.hpp"
#include "mask/dictionary_pg.hpp"
#include "mask/json_pg.hpp"
#include "mask/numeric_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/varlena_pg.hpp"

namespace confiture::mask {

namespace {

// Of the extension of that name; in any schema.
bool is_citext(Oid type) {
	if (type < FirstNormalObjectId)
		return false;
	return pg::call([&] {
		HeapTuple const tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
		if (!HeapTupleIsValid(tuple))
			return false;
		auto const *const row = reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple));
		bool const is = std::strcmp(NameStr(row->typname), "citext") == 0 && row->typtype == TYPTYPE_BASE &&
						row->typcategory == TYPCATEGORY_STRING && row->typlen == -1;
		ReleaseSysCache(tuple);
		return is;
	});
}

// ---- Values by their representation

// What all have: the mask, and the words that it points into.
class Masked : public ValueMask {
public:
	Masked(Call const &call, Target const &target)
		: dictionaries_{current_dictionaries()}, mask_{compile(call, target, {current_keys(), *dictionaries_})} {}

protected:
	[[nodiscard]] Mask const &mask() const { return *mask_; }

private:
	std::shared_ptr<Dictionaries const> dictionaries_;
	std::unique_ptr<Mask> mask_;
};

class TextMask : public Masked {
public:
	enum Kind { plain, padded, folded, name };

	TextMask(Call const &call, Target const &target, Kind kind)
		: Masked{call, target}, kind_{kind}, length_{target.max_length}, utf8_{is_utf8_database()} {}

	Datum operator()(Datum value, Row const &row) override {
		std::string_view text = kind_ == name ? std::string_view{NameStr(*DatumGetName(value))} : view(value);
		if (kind_ == padded)
			while (text.ends_with(' '))
				text.remove_suffix(1);
		if (kind_ == folded)
			text = pg::call([&] {
				char *const lower = str_tolower(text.data(), text.size(), DEFAULT_COLLATION_OID);
				return std::string_view{lower, std::strlen(lower)};
			});
		bool const convert = !utf8_ && !is_ascii(text);
		if (convert) {
			converted_ = to_utf8(text);
			text = converted_;
		}
		out_.clear();
		mask().text(text, row, out_);
		if (!utf8_ && !is_ascii(out_))
			out_ = from_utf8(out_);
		if (kind_ == padded && length_ != 0) {
			auto const characters =
				static_cast<std::size_t>(is_ascii(out_) ? static_cast<int>(out_.size()) : pg::call([&] {
					return pg_mbstrlen_with_len(out_.data(), static_cast<int>(out_.size()));
				}));
			if (characters < length_)
				out_.append(length_ - characters, ' ');
		}
		if (kind_ == name) {
			auto *const result = allocate<NameData>(sizeof(NameData));
			int const size = pg_mbcliplen(out_.data(), static_cast<int>(out_.size()), NAMEDATALEN - 1);
			std::memset(result, 0, sizeof(NameData));
			std::memcpy(NameStr(*result), out_.data(), static_cast<std::size_t>(size));
			return NameGetDatum(result);
		}
		return to_varlena(out_);
	}

private:
	Kind const kind_;
	std::size_t const length_;
	bool const utf8_;
	std::string converted_;
	std::string out_;
};

class ByteaMask : public Masked {
public:
	using Masked::Masked;
	Datum operator()(Datum value, Row const &row) override {
		out_.clear();
		mask().bytea(view(value), row, out_);
		return to_varlena(out_);
	}

private:
	std::string out_;
};

// A type whose values are passed as they are, given by two conversions.
template <typename Apply>
class FixedMask : public Masked {
public:
	FixedMask(Call const &call, Target const &target, Apply apply) : Masked{call, target}, apply_{apply} {}
	Datum operator()(Datum value, Row const &row) override { return apply_(mask(), value, row); }

private:
	Apply apply_;
};

template <typename Apply>
std::unique_ptr<ValueMask> fixed(Call const &call, Target const &target, Apply apply) {
	return std::make_unique<FixedMask<Apply>>(call, target, apply);
}

Inet to_inet(inet_struct const &from) {
	Inet result;
	result.v6 = from.family == PGSQL_AF_INET6;
	result.bits = from.bits;
	std::memcpy(result.bytes.data(), from.ipaddr, result.v6 ? 16 : 4);
	return result;
}

Datum to_datum(Inet value, bool network) {
	if (network) // of cidr, nothing is set behind the netmask
		for (std::size_t i = 0; i < (value.v6 ? 16u : 4u); ++i) {
			int const left = static_cast<int>(value.bits) - static_cast<int>(8 * i);
			if (left < 8)
				value.bytes[i] = static_cast<std::uint8_t>(left <= 0 ? 0 : value.bytes[i] & 0xff << (8 - left));
		}
	std::size_t const size = value.v6 ? 16 : 4;
	std::size_t const whole = VARHDRSZ + offsetof(inet_struct, ipaddr) + size;
	auto *const result = allocate<inet>(whole);
	SET_VARSIZE(result, whole);
	auto *const data = reinterpret_cast<inet_struct *>(VARDATA(result));
	data->family = value.v6 ? PGSQL_AF_INET6 : PGSQL_AF_INET;
	data->bits = value.bits;
	std::memcpy(data->ipaddr, value.bytes.data(), size);
	return InetPGetDatum(result);
}

template <std::size_t size>
Mac to_mac(Datum value) {
	Mac mac;
	mac.size = size;
	std::memcpy(mac.bytes.data(), DatumGetPointer(value), size);
	return mac;
}

template <std::size_t size>
Datum to_datum(Mac const &mac) {
	char *const result = allocate(size);
	std::memcpy(result, mac.bytes.data(), size);
	return PointerGetDatum(result);
}

float to_float(double value) {
	constexpr double limit = std::numeric_limits<float>::max();
	return static_cast<float>(std::isfinite(value) ? std::clamp(value, -limit, limit) : value);
}

class ArrayMask : public ValueMask {
public:
	ArrayMask(std::unique_ptr<ValueMask> element, Oid type) : element_{std::move(element)}, type_{type} {
		pg::call([&] { get_typlenbyvalalign(type_, &length_, &by_value_, &align_); });
	}

	Datum operator()(Datum value, Row const &row) override {
		struct Elements {
			ArrayType *array;
			Datum *values;
			bool *nulls;
			int count;
		};
		Elements const from = pg::call([&] {
			Elements elements{DatumGetArrayTypeP(value), nullptr, nullptr, 0};
			deconstruct_array(elements.array, type_, length_, by_value_, align_, &elements.values, &elements.nulls,
							  &elements.count);
			return elements;
		});
		for (int i = 0; i < from.count; ++i)
			if (!from.nulls[i]) {
				pg::check_for_interrupts();
				from.values[i] = (*element_)(from.values[i], row);
			}
		return pg::call([&] {
			return PointerGetDatum(construct_md_array(from.values, from.nulls, ARR_NDIM(from.array),
													  ARR_DIMS(from.array), ARR_LBOUND(from.array), type_, length_,
													  by_value_, align_));
		});
	}

private:
	std::unique_ptr<ValueMask> element_;
	Oid type_;
	int16 length_ = 0;
	bool by_value_ = false;
	char align_ = 0;
};

class KeepMask : public ValueMask {
public:
	Datum operator()(Datum value, Row const &) override { return value; }
};

Target to_target(ValueTarget const &target) {
	return {
		.type = target.compile_as, .max_length = target.max_length, .unique = target.unique, .domain = target.domain};
}

std::unique_ptr<ValueMask> make_element_mask(Call const &call, TypeInfo const &type, Target const &target) {
	using std::make_unique;
	switch (type.base) {
	case BPCHAROID:
		return make_unique<TextMask>(call, target, TextMask::padded);
	case NAMEOID:
		return make_unique<TextMask>(call, target, TextMask::name);
	case INT2OID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return Int16GetDatum(static_cast<int16>(mask.integer(DatumGetInt16(value), row)));
		});
	case INT4OID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return Int32GetDatum(static_cast<int32>(mask.integer(DatumGetInt32(value), row)));
		});
	case INT8OID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return Int64GetDatum(mask.integer(DatumGetInt64(value), row));
		});
	case FLOAT4OID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return Float4GetDatum(to_float(mask.real(static_cast<double>(DatumGetFloat4(value)), row)));
		});
	case FLOAT8OID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return Float8GetDatum(mask.real(DatumGetFloat8(value), row));
		});
	case NUMERICOID:
		return fixed(call, target, [typmod = type.typmod](Mask const &mask, Datum value, Row const &row) {
			return mask_numeric(mask, value, row, typmod);
		});
	case BOOLOID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return BoolGetDatum(mask.boolean(DatumGetBool(value), row));
		});
	case DATEOID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return DateADTGetDatum(mask.date(Date{DatumGetDateADT(value)}, row).days);
		});
	case TIMESTAMPOID:
	case TIMESTAMPTZOID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return TimestampGetDatum(mask.timestamp(Timestamp{DatumGetTimestamp(value)}, row).microseconds);
		});
	case UUIDOID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			Uuid uuid;
			std::memcpy(uuid.data(), DatumGetUUIDP(value)->data, uuid.size());
			uuid = mask.uuid(uuid, row);
			auto *const result = allocate<pg_uuid_t>(sizeof(pg_uuid_t));
			std::memcpy(result->data, uuid.data(), uuid.size());
			return UUIDPGetDatum(result);
		});
	case INETOID:
	case CIDROID:
		return fixed(call, target, [network = type.base == CIDROID](Mask const &mask, Datum value, Row const &row) {
			std::string_view const bytes = view(value);
			inet_struct from{};
			std::memcpy(&from, bytes.data(), std::min(bytes.size(), sizeof from));
			return to_datum(mask.inet(to_inet(from), row), network);
		});
	case MACADDROID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return to_datum<6>(mask.mac(to_mac<6>(value), row));
		});
	case MACADDR8OID:
		return fixed(call, target, [](Mask const &mask, Datum value, Row const &row) {
			return to_datum<8>(mask.mac(to_mac<8>(value), row));
		});
	case BYTEAOID:
		return make_unique<ByteaMask>(call, target);
	case JSONOID:
	case JSONBOID:
	case XMLOID:
		return make_json_mask(call, target, type.base);
	default:
		break;
	}
	if (type.type_class == Type::composite && call.strategy == "fields")
		return make_composite_mask(call, type, target.domain);
	if (type.type_class == Type::text)
		return make_unique<TextMask>(call, target,
									 type.base >= FirstNormalObjectId ? TextMask::folded : TextMask::plain);
	throw Error(sqlstate::feature_not_supported,
				"masking strategy \"" + call.strategy + "\" does not fit type " +
					pg::call([&] { return format_type_be(type.base); }),
				"Strategies for it: " + names_for(type.type_class) + ".");
}

} // namespace

TypeInfo type_info(Oid type, std::int32_t typmod) {
	TypeInfo info{type, false, typmod, Type::other, 0};
	pg::call([&] {
		info.base = getBaseTypeAndTypmod(type, &info.typmod);
		if (Oid const element = get_element_type(info.base); OidIsValid(element) && info.base != NAMEOID) {
			info.array = true;
			info.base = getBaseTypeAndTypmod(element, &info.typmod);
		}
	});
	switch (info.base) {
	case TEXTOID:
		info.type_class = Type::text;
		break;
	case NAMEOID:
		info.type_class = Type::text;
		info.max_length = NAMEDATALEN - 1;
		break;
	case VARCHAROID:
	case BPCHAROID:
		info.type_class = Type::text;
		if (info.typmod > VARHDRSZ)
			info.max_length = static_cast<std::size_t>(info.typmod - VARHDRSZ);
		break;
	case INT2OID:
		info.type_class = Type::smallint;
		break;
	case INT4OID:
		info.type_class = Type::integer;
		break;
	case INT8OID:
		info.type_class = Type::bigint;
		break;
	case FLOAT4OID:
	case FLOAT8OID:
		info.type_class = Type::real;
		break;
	case NUMERICOID:
		info.type_class = Type::numeric;
		break;
	case BOOLOID:
		info.type_class = Type::boolean;
		break;
	case DATEOID:
		info.type_class = Type::date;
		break;
	case TIMESTAMPOID:
	case TIMESTAMPTZOID:
		info.type_class = Type::timestamp;
		break;
	case UUIDOID:
		info.type_class = Type::uuid;
		break;
	case INETOID:
	case CIDROID:
		info.type_class = Type::inet;
		break;
	case MACADDROID:
	case MACADDR8OID:
		info.type_class = Type::macaddr;
		break;
	case BYTEAOID:
		info.type_class = Type::bytea;
		break;
	case JSONOID:
	case JSONBOID:
	case XMLOID:
		info.type_class = Type::json;
		break;
	default:
		if (is_citext(info.base))
			info.type_class = Type::text;
		else if (pg::call([&] { return get_typtype(info.base); }) == TYPTYPE_COMPOSITE)
			info.type_class = Type::composite;
		break;
	}
	return info;
}

bool masks_values(Call const &call) {
	return find_strategy(call.strategy)->floor == Floor::plain || call.strategy == "json" || call.strategy == "fields";
}

std::unique_ptr<ValueMask> make_value_mask(Call const &call, ValueTarget const &target) {
	if (call.strategy == "keep")
		return std::make_unique<KeepMask>();
	TypeInfo const type = type_info(target.type, target.typmod);
	auto element = make_element_mask(call, type, to_target(target));
	if (!type.array)
		return element;
	Oid const element_type =
		pg::call([&] { return get_element_type(getBaseType(target.type)); }); // a domain of elements included
	return std::make_unique<ArrayMask>(std::move(element), element_type);
}

void check_value_mask(Call const &call, ValueTarget const &target) {
	auto const dictionaries = current_dictionaries();
	if (call.strategy == "json")
		check_json_mask(call, type_info(target.type, target.typmod).base, *dictionaries);
	else if (call.strategy == "fields")
		check_composite_mask(call, type_info(target.type, target.typmod));
	else
		check(call, to_target(target), *dictionaries);
}

ColumnMask::ColumnMask(ColumnRule const &rule)
	: generation_{generation()}, mask_{make_value_mask(innermost(rule.call), {.type = rule.type,
																			  .typmod = rule.typmod,
																			  .compile_as = rule.type_class,
																			  .max_length = rule.max_length,
																			  .unique = rule.unique,
																			  .domain = rule.domain})} {}

std::uint64_t ColumnMask::generation() noexcept {
	return rule_generation() + dictionary_generation() + secret_generation(); // each only grows
}

std::shared_ptr<ColumnMask> mask_of(Oid relation, AttrNumber attribute) {
	static auto *const kept = new std::unordered_map<std::int64_t, std::shared_ptr<ColumnMask>>; // never destroyed
	std::int64_t const number = to_number(relation, attribute);
	if (auto const found = kept->find(number); found != kept->end() && found->second->is_current())
		return found->second;
	std::erase_if(*kept, [](auto const &entry) { return !entry.second->is_current(); });
	auto const rules = rules_of(relation);
	ColumnRule const *const rule = rules ? rules->find(attribute) : nullptr;
	if (!rule)
		throw Error(sqlstate::object_not_in_prerequisite_state, "masking rule does not exist any more",
					"A label changed while the query ran.", "Run the query again.");
	auto mask = std::make_shared<ColumnMask>(*rule);
	(*kept)[number] = mask;
	return mask;
}

} // namespace confiture::mask

// hash, pseudonym, encrypt, fpe.
#include <algorithm>
#include <cstring>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"
#include "mask/shape.hpp"
#include "mask/short_permutation.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

namespace {

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base32_alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view hex_alphabet = "0123456789abcdef";

// Bits to characters, as the RFC 4648 encodings do; without padding.
void append_encoded(std::string_view bytes, std::string_view alphabet, std::size_t limit, std::string &out) {
	unsigned const width = alphabet.size() == 64 ? 6 : alphabet.size() == 32 ? 5 : 4;
	std::uint32_t buffer = 0;
	unsigned held = 0;
	for (char const byte : bytes) {
		buffer = buffer << 8 | static_cast<unsigned char>(byte);
		held += 8;
		while (held >= width) {
			if (limit-- == 0)
				return;
			held -= width;
			out.push_back(alphabet[buffer >> held & (alphabet.size() - 1)]);
		}
	}
	if (held > 0 && limit > 0)
		out.push_back(alphabet[buffer << (width - held) & (alphabet.size() - 1)]);
}

bool append_decoded(std::string_view text, std::string_view alphabet, std::string &out) {
	std::uint32_t buffer = 0;
	unsigned held = 0;
	for (char const c : text) {
		std::size_t const digit = alphabet.find(c);
		if (digit == std::string_view::npos)
			return false;
		buffer = buffer << 6 | static_cast<std::uint32_t>(digit);
		held += 6;
		if (held >= 8) {
			held -= 8;
			out.push_back(static_cast<char>(buffer >> held));
		}
	}
	return true;
}

class Hash : public Mask {
public:
	Hash(Arguments const &arguments, Target const &target, Environment const &environment)
		: Mask{target}, hmac_{is_random(arguments) ? random_key() : key_of(arguments, target, environment, "hash"),
							  digest_of(arguments.text("algorithm"))},
		  encoding_{arguments.text("encoding")}, random_{is_random(arguments)} {
		std::size_t const bits = hmac_.size() * 8;
		bits_each_ = target.type == Type::bytea || target.type == Type::uuid ? 8
					 : encoding_ == "hex"                                    ? 4
					 : encoding_ == "base32"                                 ? 5
																			 : 6;
		std::size_t const whole = target.type == Type::uuid ? 16 : (bits + bits_each_ - 1) / bits_each_;
		auto const asked = static_cast<std::size_t>(arguments.integer("length"));
		if (asked > whole)
			arguments.refuse("gives at most " + std::to_string(whole) + " characters with this algorithm and encoding");
		length_ = asked == 0 ? whole : asked;
		if (target.max_length != 0 && length_ > target.max_length) {
			if (asked != 0)
				arguments.refuse("gives more characters than the column takes",
								 "The column has to take " + std::to_string(asked) + " characters.");
			length_ = target.max_length;
		}
	}
	// Of k values, about k² / 2^(bits + 1) pairs agree.
	Uniqueness uniqueness() const override {
		return {Uniqueness::collision_free, static_cast<int>(std::min(length_ * bits_each_, hmac_.size() * 8) / 2)};
	}

	void bytea(std::string_view value, Row const &, std::string &out) const override {
		unsigned char digest[64];
		run(value, digest);
		out.append(reinterpret_cast<char const *>(digest), length_);
	}
	Uuid uuid(Uuid const &value, Row const &) const override {
		unsigned char digest[64];
		run({reinterpret_cast<char const *>(value.data()), value.size()}, digest);
		Uuid masked;
		std::memcpy(masked.data(), digest, masked.size());
		return masked;
	}

private:
	static Digest digest_of(std::string_view name) {
		return name == "sha512" ? Digest::sha512 : name == "sha384" ? Digest::sha384 : Digest::sha256;
	}
	void run(std::string_view value, unsigned char *digest) const {
		if (!random_)
			return hmac_(value, digest);
		++drawn_;
		hmac_({reinterpret_cast<char const *>(&drawn_), sizeof drawn_}, digest);
	}
	void mask_text(std::string_view value, Row const &, std::string &out) const override {
		unsigned char digest[64];
		run(value, digest);
		std::string_view const bytes{reinterpret_cast<char const *>(digest), hmac_.size()};
		if (encoding_ == "hex") {
			for (std::size_t i = 0; i < length_; ++i)
				out.push_back(hex_alphabet[digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15]);
		} else {
			append_encoded(bytes,
						   encoding_ == "base32"   ? base32_alphabet
						   : encoding_ == "base64" ? base64_alphabet
												   : base64url_alphabet,
						   length_, out);
		}
	}

	Hmac const hmac_;
	std::string const encoding_;
	bool const random_;
	mutable std::uint64_t drawn_ = 0;
	std::size_t length_;
	std::size_t bits_each_;
};

class Pseudonym : public Permuting {
public:
	Pseudonym(Arguments const &arguments, Target const &target, Environment const &environment)
		: Permuting{arguments, target, environment, "pseudonym"}, permute_{target.unique && !random()} {}
	Uniqueness uniqueness() const override { return {permute_ ? Uniqueness::preserved : Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		if (permute_) {
			Form form{value};
			if (form.whole() && form.permute(permutation()))
				return form.append_to(out);
		}
		Draws draws{prf(), choose(value, row)};
		reshape(value, draws, out);
	}

	bool const permute_;
};

class Encrypt : public Mask {
public:
	Encrypt(Arguments const &arguments, Target const &target, Environment const &environment)
		: Mask{target}, siv_{key_of(arguments, target, environment, "encrypt"), domain_of(arguments, target)} {
		// Every result is longer than its value, and one that is cut off can't be decrypted.
		if (target.type == Type::text && target.max_length != 0)
			arguments.refuse("does not fit a column of limited length",
							 "A value of " + std::to_string(target.max_length) + " ASCII characters becomes one of " +
								 std::to_string(encoded_size(target.max_length)) +
								 ". Make the column \"text\", or use \"fpe\" or \"pseudonym\", which keep the length.");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::preserved}; }

	void bytea(std::string_view value, Row const &, std::string &out) const override { siv_.encrypt(value, out); }

	void reveal(std::string_view masked, std::string &out) const override {
		std::string sealed;
		bool const text = type() != Type::bytea;
		if ((text && !append_decoded(masked, base64url_alphabet, sealed)) || !siv_.decrypt(text ? sealed : masked, out))
			throw Error(sqlstate::invalid_parameter_value, "could not decrypt value",
						"It was not encrypted under this key and masking domain, or was changed since.");
	}

private:
	static std::size_t encoded_size(std::size_t size) { return ((size + Siv::overhead) * 4 + 2) / 3; }

	void mask_text(std::string_view value, Row const &, std::string &out) const override {
		sealed_.clear();
		siv_.encrypt(value, sealed_);
		append_encoded(sealed_, base64url_alphabet, std::string::npos, out);
	}

	Siv const siv_;
	mutable std::string sealed_;
};

std::string_view named_alphabet(std::string_view name) {
	static constexpr std::string_view alphanumeric = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	if (name == "digits")
		return alphanumeric.substr(0, 10);
	if (name == "lower")
		return alphanumeric.substr(10, 26);
	if (name == "upper")
		return alphanumeric.substr(36);
	if (name == "letters")
		return alphanumeric.substr(10);
	return name == "alphanumeric" ? alphanumeric : name;
}

class FormatPreserving : public Mask {
public:
	FormatPreserving(Arguments const &arguments, Target const &target, Environment const &environment)
		: FormatPreserving{arguments, target, key_of(arguments, target, environment, "fpe"),
						   key_of(arguments, target, environment, "fpe of short values")} {}
	Uniqueness uniqueness() const override { return {Uniqueness::preserved}; }

	// Numbers are permuted in a whole range: their own digits may be too few to hide among.
	std::int64_t integer(std::int64_t value, Row const &) const override { return permuted<true>(value); }
	std::int64_t reveal(std::int64_t masked) const override { return permuted<false>(masked); }

	void reveal(std::string_view masked, std::string &out) const override { run<false>(masked, out); }

private:
	FormatPreserving(Arguments const &arguments, Target const &target, Key const &key, Key const &short_key)
		: Mask{target}, alphabet_{named_alphabet(arguments.text("alphabet"))}, ff1_{Bytes{key.bytes}.first(32),
																					alphabet_.radix(),
																					arguments.text("tweak")},
		  of_integers_{Bytes{key.bytes}.last(32), arguments.text("tweak")}, of_others_{Bytes{key.bytes}.last(32),
																					   arguments.text("tweak")},
		  of_short_{short_key, arguments.text("tweak")}, prf_{short_key} {
		if (target.max_length != 0 && !ff1_.takes(target.max_length))
			arguments.refuse("needs a column of at least " + std::to_string(ff1_.shortest()) +
								 " characters over this alphabet",
							 "Use \"hash\", \"pseudonym\" or \"tokenize\", or a larger alphabet.");
	}

	void mask_text(std::string_view value, Row const &, std::string &out) const override { run<true>(value, out); }

	// Characters of the alphabet are encrypted together; others stay where they are. Where there is none, all would
	// stay: such a value is reshaped, which can't be undone.
	template <bool forward>
	void run(std::string_view value, std::string &out) const {
		numerals_.clear();
		for (std::string_view rest = value; !rest.empty();)
			if (int const numeral = alphabet_.numeral(utf8::take(rest)); numeral >= 0)
				numerals_.push_back(static_cast<std::uint32_t>(numeral));
		if (numerals_.empty()) {
			Draws draws{prf_, prf_(value)};
			return forward ? reshape(value, draws, out) : void(out.append(value));
		}
		if (!ff1_.takes(numerals_.size()))
			permute_few<forward>();
		else if constexpr (forward)
			ff1_.encrypt(numerals_);
		else
			ff1_.decrypt(numerals_);
		std::size_t next = 0;
		for (std::string_view rest = value; !rest.empty();) {
			char32_t const character = utf8::take(rest);
			utf8::append(out, alphabet_.numeral(character) >= 0 ? alphabet_.character(numerals_[next++]) : character);
		}
	}

	template <bool forward>
	void permute_few() const {
		std::uint32_t rank = 0, size = 1;
		for (std::uint32_t const numeral : numerals_) {
			rank = rank * alphabet_.radix() + numeral;
			size *= alphabet_.radix();
		}
		rank = forward ? of_short_.forward(rank, size) : of_short_.backward(rank, size);
		for (std::size_t i = numerals_.size(); i-- > 0; rank /= alphabet_.radix())
			numerals_[i] = rank % alphabet_.radix();
	}

	template <bool forward>
	std::int64_t permuted(std::int64_t value) const {
		// Negative numbers are permuted among themselves: the sign stays, as a check constraint may want it. So are the
		// numbers that fit an integer, so that equal values of integer and bigint have equal masks.
		constexpr Wide integers = Wide{1} << 31, all = Wide{1} << 63;
		auto const rank = static_cast<Wide>(value < 0 ? -(value + 1) : value);
		Wide const first = rank < integers ? 0 : integers;
		Wide const size = rank < integers ? integers : all - integers;
		Permutation const &permutation = rank < integers ? of_integers_ : of_others_;
		auto const result = static_cast<std::int64_t>(
			first + (forward ? permutation.forward(rank - first, size) : permutation.backward(rank - first, size)));
		return value < 0 ? -result - 1 : result;
	}

	Alphabet const alphabet_;
	Ff1 const ff1_;
	Permutation const of_integers_, of_others_; // two, since each keeps what depends on the size
	ShortPermutation const of_short_;           // texts of fewer forms than FF1 takes
	Prf const prf_;
	mutable std::vector<std::uint32_t> numerals_;
};

} // namespace

std::unique_ptr<Mask> make_hash(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Hash>(arguments, target, environment);
}
std::unique_ptr<Mask> make_pseudonym(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Pseudonym>(arguments, target, environment);
}
std::unique_ptr<Mask> make_encrypt(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Encrypt>(arguments, target, environment);
}
std::unique_ptr<Mask> make_fpe(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<FormatPreserving>(arguments, target, environment);
}

} // namespace confiture::mask

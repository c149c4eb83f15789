// partial, lorem, redact_text.
#include <algorithm>

#include "mask/factories.hpp"
#include "mask/find.hpp"
#include "mask/keyed.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

namespace {

// Shows start and end of a value that has more than both together; of a shorter one, nothing.
class Partial : public Mask {
public:
	Partial(Arguments const &arguments, Target const &target)
		: Mask{target}, prefix_{static_cast<std::size_t>(arguments.integer("prefix"))}, pad_{arguments.text("pad")},
		  suffix_{static_cast<std::size_t>(arguments.integer("suffix"))} {
		std::size_t const longest = prefix_ + utf8::length(pad_) + suffix_;
		if (target.max_length != 0 && longest > target.max_length)
			arguments.refuse("gives more characters than the column takes",
							 "The column has to take " + std::to_string(longest) + " characters.");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &, std::string &out) const override {
		// One walk over the start, one back over the end; a continuation byte is no character.
		std::size_t const start = utf8::prefix(value, prefix_);
		std::size_t end = value.size();
		for (std::size_t left = suffix_; left > 0 && end > 0; --left)
			do
				--end;
			while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80);
		if (start < end)
			out.append(value.substr(0, start)).append(pad_).append(value.substr(end));
		else
			out.append(pad_);
	}

	std::size_t const prefix_;
	std::string const pad_;
	std::size_t const suffix_;
};

constexpr std::string_view latin[] = {
	"lorem",        "ipsum",        "dolor",
	"sit",          "amet",         "consectetur",
	"adipiscing",   "elit",         "sed",
	"do",           "eiusmod",      "tempor",
	"incididunt",   "ut",           "labore",
	"et",           "dolore",       "magna",
	"aliqua",       "enim",         "ad",
	"minim",        "veniam",       "quis",
	"nostrud",      "exercitation", "ullamco",
	"laboris",      "nisi",         "aliquip",
	"ex",           "ea",           "commodo",
	"consequat",    "duis",         "aute",
	"irure",        "in",           "reprehenderit",
	"voluptate",    "velit",        "esse",
	"cillum",       "eu",           "fugiat",
	"nulla",        "pariatur",     "excepteur",
	"sint",         "occaecat",     "cupidatat",
	"non",          "proident",     "sunt",
	"culpa",        "qui",          "officia",
	"deserunt",     "mollit",       "anim",
	"id",           "est",          "laborum",
	"perspiciatis", "unde",         "omnis",
	"iste",         "natus",        "error",
	"accusantium",  "doloremque",   "laudantium",
	"totam",        "rem",          "aperiam",
	"eaque",        "ipsa",         "quae",
	"ab",           "illo",         "inventore",
	"veritatis",    "quasi",        "architecto",
	"beatae",       "vitae",        "dicta",
	"explicabo",    "nemo",         "ipsam",
};

class Lorem : public Keyed {
public:
	Lorem(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "lorem"}, words_{static_cast<std::size_t>(arguments.integer("words"))} {
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Draws draws{prf(), choose(value, row)};
		if (words_ > 0) {
			append_words(draws, out, [&](std::size_t count, std::size_t) { return count < words_; });
			return;
		}
		std::size_t const length = utf8::length(value), start = out.size();
		append_words(draws, out, [&](std::size_t, std::size_t size) { return size < length; });
		out.resize(start + length);
		if (length > 1 && out.back() == ' ')
			out.back() = '.';
	}

	template <typename More>
	static void append_words(Draws &draws, std::string &out, More more) {
		std::size_t const start = out.size();
		for (std::size_t count = 0; more(count, out.size() - start); ++count) {
			if (count > 0)
				out.push_back(' ');
			std::size_t const at = out.size();
			out.append(latin[draws.below(std::size(latin))]);
			if (count == 0)
				out[at] = static_cast<char>(out[at] - 32);
		}
	}

	std::size_t const words_;
};

class RedactText : public Mask {
public:
	RedactText(Arguments const &arguments, Target const &target)
		: Mask{target}, replacement_{arguments.text("replacement")} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		std::size_t at = 0;
		finds_.clear();
		find_personal(value, row.words, finds_);
		for (Find const &find : finds_) {
			out.append(value.substr(at, find.start - at));
			out.append(replacement_.empty() ? tag_of(find.kind) : std::string_view{replacement_});
			at = find.end;
		}
		out.append(value.substr(at));
	}

	std::string const replacement_;
	mutable std::vector<Find> finds_;
};

} // namespace

std::unique_ptr<Mask> make_partial(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<Partial>(arguments, target);
}
std::unique_ptr<Mask> make_lorem(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Lorem>(arguments, target, environment);
}
std::unique_ptr<Mask> make_redact_text(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<RedactText>(arguments, target);
}

} // namespace confiture::mask

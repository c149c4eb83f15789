#include "fixture.hpp"

#include "mask/xml.hpp"

namespace confiture::mask {
namespace {

XmlMask xml_mask(std::string_view label) {
	return XmlMask{Leaves{parse_column_label(label, Type::json), [](Call const &call, Type type) {
							  return compile(call, {.type = type}, {keys(), dictionaries()});
						  }}};
}
std::string xml(std::string_view label, std::string_view document) { return xml_mask(label)(document, {}); }

TEST(Xml, masks_what_paths_name_and_nothing_else) {
	EXPECT_EQ(xml("json(user.email => 'redact')", "<user id=\"7\"><email>a@b.c</email>\n<note>stays</note></user>"),
			  "<user id=\"7\"><email>********</email>\n<note>stays</note></user>");
	EXPECT_EQ(
		xml("json(users.user.email => 'redact')", "<users><user><email>a</email></user><user><email/></user></users>"),
		"<users><user><email>********</email></user><user><email/></user></users>");
	EXPECT_EQ(xml("json('users.user[*].email' => 'redact')", "<users><user><email>a</email></user></users>"),
			  "<users><user><email>********</email></user></users>");
	EXPECT_EQ(xml("json('user.*' => 'redact')", "<user><a>1</a><b><c>2</c></b></user>"),
			  "<user><a>********</a><b><c>********</c></b></user>");
}

TEST(Xml, masks_attributes_by_name_or_with_their_element) {
	EXPECT_EQ(xml("json('user.@id' => 'redact')", "<user id = 'A1' no=\"2\">A1</user>"),
			  "<user id = '********' no=\"2\">A1</user>");
	EXPECT_EQ(xml("json(user => 'redact')", "<user id='A1'><x y=\"z\"/>A1</user>"),
			  "<user id='********'><x y=\"********\"/>********</user>");
}

TEST(Xml, has_no_other_name_for_a_leaf) {
	EXPECT_EQ(xml("json(user.email => 'redact')", "<u:user xmlns:u='urn:x' ><v:email >a</v:email ></u:user>"),
			  "<u:user xmlns:u='urn:x' ><v:email >********</v:email ></u:user>");
	// in pieces: of references, character data, comments
	EXPECT_EQ(xml("json(a => 'partial(prefix => 1)')", "<a>se<!-- cret -->c<![CDATA[r<e]]>t&#x21;<?pi secret?></a>"),
			  "<a>s****</a>");
	EXPECT_EQ(xml("json('$' => 'redact')", "secret<!-- secret --> <b>secret</b>"), "******** <b>********</b>");
}

TEST(Xml, stays_well_formed_and_keeps_what_it_is_written_with) {
	EXPECT_EQ(xml("json(a => 'redact(char => ''<'')')", "<?xml version=\"1.0\"?><!DOCTYPE a><a b='x'>\n\tvalue\n</a>"),
			  "<?xml version=\"1.0\"?><!DOCTYPE a><a "
			  "b='&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;'>\n\t&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;\n</a>");
	EXPECT_EQ(xml("json(b => 'redact')", "<a><!-- b --><b> \n </b><?b?><![CDATA[<b>x</b>]]></a>"),
			  "<a><!-- b --><b> \n </b><?b?><![CDATA[<b>x</b>]]></a>");
	EXPECT_EQ(xml("json(a => 'null')", "<a b='x'>y</a>"), "<a b=''></a>");
}

TEST(Xml, masks_numbers_and_leaves_nothing_of_what_is_none) {
	EXPECT_EQ(xml("json(a => 'bucket(width => 10)')", "<a> 27.5 <b>n</b></a>"), "<a> 20.0 <b></b></a>");
}

TEST(Xml, redacts_whole_what_it_cannot_be_sure_of) {
	for (char const *const document : {"<!DOCTYPE a [<!ENTITY e 'canary'>]><a>&e;</a>", "<a>&canary;</a>",
									   "<a>&#0;</a>", "<a>canary", "<a", "<a b=canary></a>", "</a>", "<a></b>",
									   "<!-- canary", "<a>&amp</a>", "<a b='&lt'/>", "<>canary</>", "<a b></a>"}) {
		EXPECT_EQ(xml("json(a => 'redact')", document), "<redacted/>") << document;
	}
	EXPECT_NE(error_of([] { (void) xml_mask("json('a[2]' => 'redact')"); }), "");
	EXPECT_NE(error_of([] { (void) xml_mask("json('x:a' => 'redact')"); }), "");
}

} // namespace
} // namespace confiture::mask

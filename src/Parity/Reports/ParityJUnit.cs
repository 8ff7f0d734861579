using System.Globalization;
using System.Text;
using System.Xml;
using VaeOnnx.Export.Reports;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Parity.Reports;

/// <summary>A pair against its cases in the XML that CI systems read as test results: a suite for each case, a test for each row.</summary>
public static class ParityJUnit
{
    /// <summary>The document.</summary>
    public static string Of(ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var text = new Utf8Writer();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", CheckCharacters = false }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", $"parity of {report.Pair}");
            foreach (var reference in report.Cases) Write(xml, reference);
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void Write(XmlWriter xml, ReferenceReport reference)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", reference.Directory);
        xml.WriteAttributeString("tests", Number(reference.Comparisons.Count));
        xml.WriteAttributeString("failures", Number(reference.Comparisons.Count(comparison => !comparison.Passed)));
        foreach (var (comparison, row) in reference.Comparisons.Zip(ReferenceTable.Rows(reference)))
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", reference.Directory);
            xml.WriteAttributeString("name", $"{row[0]}, {row[1]}");
            if (!comparison.Passed)
            {
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", string.Join(", ", ReferenceTable.Header.Zip(row, (name, value) => $"{name} {value}").Skip(2)));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private sealed class Utf8Writer : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}

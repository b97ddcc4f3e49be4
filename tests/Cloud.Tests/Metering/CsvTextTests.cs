using Wattline.Cloud.Metering.Csv;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Metering;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "1:a|b 2:c|d")]
    [InlineData("a,b\nc,d", "1:a|b 2:c|d")]
    [InlineData("\uFEFFa,b", "1:a|b")]
    [InlineData("\"a,1\",\"say \"\"hi\"\"\"\n", "1:a,1|say \"hi\"")]
    [InlineData("\"two\nlines\",x\ny,z\n", "1:two\nlines|x 3:y|z")]
    [InlineData("a,\n,b\n", "1:a| 2:|b")]
    [InlineData("a\n\n\nb\n", "1:a 4:b")]
    [InlineData("\"\"\n\"\",x", "2:|x")]
    [InlineData("", "")]
    public void Records_are_split_as_the_RFC_says(string text, string expected)
    {
        Assert.Equal(expected, string.Join(' ', CsvText.Read(text).Select(r => $"{r.Line}:{r.Fault ?? string.Join('|', r.Fields)}")));
    }

    [Theory]
    [InlineData("a,\"b", "a quote that is never closed")]
    [InlineData("a,\"b\"c", "text after a closing quote")]
    [InlineData("a,b\"c\"", "a quote inside a field that does not begin with one")]
    public void A_fault_is_named(string text, string reason)
    {
        Assert.Equal(reason, Assert.Single(CsvText.Read(text)).Fault);
    }

    [Fact]
    public void After_a_fault_reading_goes_on_with_the_next_line()
    {
        var records = CsvText.Read("a,\"b\"c\nd,e\n").ToList();
        Assert.Equal([(1, false), (2, true)], records.Select(r => (r.Line, r.Fault is null)));
    }

    [Fact]
    public void A_field_and_a_record_without_end_are_refused_at_their_limit()
    {
        Assert.NotNull(Assert.Single(CsvText.Read(new string('x', CsvLimits.FieldCharsMax + 1))).Fault);
        Assert.NotNull(Assert.Single(CsvText.Read("\"" + new string('x', CsvLimits.FieldCharsMax + 1))).Fault);
        Assert.NotNull(Assert.Single(CsvText.Read(new string(',', CsvLimits.FieldsMax))).Fault);
        Assert.Null(Assert.Single(CsvText.Read(new string(',', CsvLimits.FieldsMax - 1))).Fault);
    }
}

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
    public void A_quote_that_was_not_closed_takes_no_other_line_with_it()
    {
        var lines = Enumerable.Range(1, 300).Select(static i => i switch
        {
            20 => "\"P20,UTC,15",
            40 => "P40,\"UTC,15",
            // Quotes that the one before would take for its end.
            41 => "P41,\"UTC\",15",
            60 => "P60,\"two\nlines\",15",
            _ => $"P{i},UTC,15",
        });
        var records = CsvText.Read(string.Join('\n', lines)).ToList();
        Assert.Equal([20, 40], records.Where(static record => record.Fault is not null).Select(static record => record.Line));
        Assert.Equal(300, records.Count);
        Assert.Equal((302 - 1, "P300"), (records[^1].Line, records[^1].Fields[0]));
        Assert.Equal("two\nlines", records[59].Fields[1]);
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

using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

public sealed class VectorFileTests
{
    [Fact]
    public void A_block_is_a_vector_with_its_meaning_in_order()
    {
        var file = VectorFile.Parse("f", "# for people\nid = a\nfrom = field\nframe = 68 0a\nvalid\naddress = 1\nitem = x: 1; unit V\nitem = y: none\n");

        Assert.Empty(file.Errors);
        var vector = Assert.Single(file.Vectors);
        Assert.Equal([0x68, 0x0A], vector.Frame);
        Assert.Equal(["address", "item", "item"], vector.Meaning.Select(m => m.Key));
        Assert.Equal("1", vector.Text("address"));
    }

    [Theory]
    [InlineData("from = field\nframe = 68\nrefuse = end", "f(1): no id")]
    [InlineData("id = a\nframe = 68\nrefuse = end", "f(1): no 'from': field, manual, constructed, or broken from ID")]
    [InlineData("id = a\nfrom = field\nrefuse = end", "f(1): no frame")]
    [InlineData("id = a\nfrom = field\nframe = 6x\nrefuse = end", "f(3): the frame is no whole number of hex bytes|f(1): no frame")]
    [InlineData("id = a\nfrom = field\nframe = 68", "f(1): 'valid' or 'refuse = CLASS', one of them")]
    [InlineData("id = a\nfrom = field\nframe = 68\nrefuse = end\nx = 1", "f(1): refused, and has a meaning")]
    [InlineData("id = a\nfrom = field\nframe = 68\nvalid", "f(1): valid, and no meaning")]
    [InlineData("id = a\nfrom = field\nframe = 68\nnonsense\nrefuse = end", "f(4): 'nonsense' has no '='; only 'valid' stands alone")]
    [InlineData("id = a\nid = b\nfrom = field\nframe = 68\nrefuse = end", "f(2): 'id' stands here a second time")]
    [InlineData("id = a\nfrom = field\ndirection = up\nframe = 68\nrefuse = end", "f(3): 'up' is none of: request, response")]
    [InlineData("id = a\nfrom = field\nframe = 68\nframe = 69\nrefuse = end", "f(1): several frames are a 'kind = sequence'")]
    [InlineData("id = a\nfrom = field\nframe = 68\nrefuse = end\n\nid = a\nfrom = field\nframe = 68\nrefuse = end", "f(6): id 'a' stands in this file twice")]
    public void Each_fault_is_named_with_its_line(string text, string errors) =>
        Assert.Equal(errors, string.Join('|', VectorFile.Parse("f", text).Errors));
}

using Wattline.Simulators.Lab.Decode;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

public sealed class LabDecodeTests
{
    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (string protocol in DecodeCommand.Protocols.Keys)
        {
            foreach (var vector in VectorFile.Load(protocol).Where(v => v.Kind == "frame"))
            {
                all.Add(protocol, vector.Id);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Lab_decode_says_what_the_vector_says(string protocol, string id)
    {
        var vector = VectorFile.Load(protocol).Single(v => v.Id == id);
        var meaning = vector.Text("known keys.encryption_key") is { } key
            ? DecodeCommand.Keyed[protocol](vector.Frame, new DecodeKeys(Convert.FromHexString(key), Bytes(vector, "authentication_key"), Bytes(vector, "system_title")))
            : DecodeCommand.Protocols[protocol](vector.Frame);

        Assert.Equal(vector.Valid, meaning.Valid);
        if (vector.Valid)
        {
            Assert.Equal(Text(vector.Meaning.Where(pair => !pair.Key.StartsWith("known ", StringComparison.Ordinal))), Text(MeaningText.Lines(meaning.Keys)));
        }
        else
        {
            Assert.Equal(vector.Refuse, ReasonClass.Of(meaning.Reason!));
        }
    }

    private static byte[]? Bytes(Vector vector, string key) => vector.Text($"known keys.{key}") is { } text ? Convert.FromHexString(text) : null;

    private static string Text(IEnumerable<KeyValuePair<string, string>> lines) =>
        string.Join('\n', lines.Select(pair => $"{pair.Key} = {pair.Value}"));
}

using Wattline.Cloud.EventHubs.Tokens;

namespace Wattline.Tests.Cloud.EventHubs.Tokens;

public sealed class SasTokenTests
{
    private static readonly DateTimeOffset _end = DateTimeOffset.FromUnixTimeSeconds(1_772_323_200);

    [Fact]
    public void A_token_is_signed_as_its_makers_prescribe()
    {
        // sig = base64(HMAC-SHA256("secret", "sb%3A%2F%2Fns.example%2Fhub" + "\n" + "1772323200")), computed with openssl.
        Assert.Equal(
            "SharedAccessSignature sr=sb%3A%2F%2Fns.example%2Fhub&sig=NsmyW0aDa9ZrAMN4hx5NDhURmZdV8zPWJRIROScai8U%3D&se=1772323200&skn=sender",
            SasToken.Create("sb://ns.example/hub", "sender", "secret", _end));
    }

    [Fact]
    public void A_token_is_known_by_its_key()
    {
        var token = SasToken.Parse(SasToken.Create("amqps://ns/hub", "k", "secret", _end))!;
        Assert.True(token.IsSignedBy("secret"));
        Assert.False(token.IsSignedBy("Secret"));
        Assert.False((token with { Expiry = "1772323201" }).IsSignedBy("secret"));
        Assert.Equal(_end, token.ExpiresAt);
        Assert.Equal("amqps://ns/hub", token.ResourceUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eyJhbGciOi")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=1")]
    [InlineData("SharedAccessSignature sr")]
    public void Another_text_is_no_token(string text) => Assert.Null(SasToken.Parse(text));

    [Fact]
    public void An_expiry_that_is_no_time_is_long_ago() =>
        Assert.Equal(DateTimeOffset.MinValue, SasToken.Parse("SharedAccessSignature sr=a&sig=b&se=99999999999999999&skn=c")!.ExpiresAt);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Simulators.EventHub.Nodes;

/// <summary>JSON web tokens of an issuer that the endpoint was told to trust.</summary>
public sealed class WebTokenTests : IDisposable
{
    private const string Issuer = "https://sts.example/tenant/";
    private readonly RSA _rsa = RSA.Create(2_048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public void A_token_of_a_trusted_issuer_permits_until_it_ends(string algorithm)
    {
        var network = Trusting(algorithm == "ES256" ? _ec.ExportSubjectPublicKeyInfoPem() : _rsa.ExportSubjectPublicKeyInfoPem());
        var client = network.Client(tokens: new Provider(utcNow => Token(algorithm, Claims(utcNow))));
        var producer = client.AddProducer("0", new ProducerSettings(), _ => { });
        Assert.True(network.Until(() => producer.IsAttached), $"{producer.LastError}");
        network.Run(TimeSpan.FromHours(3), TimeSpan.FromSeconds(10));
        Assert.True(producer.IsAttached);
        Assert.Null(producer.LastError);
    }

    [Fact]
    public void An_issuers_tokens_permit_what_was_said_of_it()
    {
        var network = Trusting(_rsa.ExportSubjectPublicKeyInfoPem(), AccessRights.Listen);
        var client = network.Client(tokens: new Provider(utcNow => Token("RS256", Claims(utcNow))));
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0" }, () => { });
        var producer = client.AddProducer("0", new ProducerSettings(), _ => { });
        Assert.True(network.Until(() => consumer.IsAttached && producer.Circuit is not null));
        Assert.Contains("'Send' claim(s)", producer.Circuit!.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another issuer", "InvalidSignature")]
    [InlineData("another key", "InvalidSignature")]
    [InlineData("no signature", "InvalidSignature")]
    [InlineData("the key as a password", "InvalidSignature")]
    [InlineData("changed", "InvalidSignature")]
    [InlineData("another service", "InvalidAudience")]
    [InlineData("expired", "ExpiredToken")]
    [InlineData("no end", "ExpiredToken")]
    [InlineData("not yet", "InvalidToken")]
    [InlineData("not JSON", "InvalidToken")]
    [InlineData("not base64", "InvalidToken")]
    [InlineData("two parts", "InvalidToken")]
    public void A_token_that_is_not_good_says_why(string what, string word)
    {
        var network = Trusting(_rsa.ExportSubjectPublicKeyInfoPem());
        var client = network.Client(tokens: new Provider(utcNow => Spoiled(what, utcNow)));
        var producer = client.AddProducer("0", new ProducerSettings(), _ => { });
        Assert.True(network.Until(() => producer.Circuit is not null));
        Assert.StartsWith(word, producer.Circuit!.Description, StringComparison.Ordinal);
        Assert.False(producer.IsAttached);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void What_is_no_key_makes_no_issuer(string pem) => Assert.Null(TokenIssuer.FromPem(Issuer, pem));

    private static Network Trusting(string pem, AccessRights rights = AccessRights.Manage) =>
        new(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Issuers = [TokenIssuer.FromPem(Issuer, pem, rights)!] });

    private static string Claims(DateTimeOffset now, string issuer = Issuer, string audience = "\"https://eventhubs.azure.net/\"", int endsIn = 3_600, int beginsIn = 0) =>
        $$"""{"iss":"{{issuer}}","aud":{{audience}},"nbf":{{now.ToUnixTimeSeconds() + beginsIn}},"exp":{{now.ToUnixTimeSeconds() + endsIn}}}""";

    private string Spoiled(string what, DateTimeOffset now)
    {
        string good = Token("RS256", Claims(now, audience: "[\"x\",\"https://eventhubs.azure.net\"]"));
        switch (what)
        {
            case "another issuer":
                return Token("RS256", Claims(now, issuer: "https://other/"));
            case "another key":
                using (var other = RSA.Create(2_048))
                {
                    return Signed("RS256", Claims(now), content => other.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
                }
            case "no signature":
                return Signed("none", Claims(now), _ => []);
            case "the key as a password":
                return Signed("HS256", Claims(now), content => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), content));
            case "changed":
                return $"{good.Split('.')[0]}.{Encoded(Claims(now, endsIn: 7_200))}.{good.Split('.')[2]}";
            case "another service":
                return Token("RS256", Claims(now, audience: "\"https://vault.azure.net\""));
            case "expired":
                return Token("RS256", Claims(now, endsIn: 0));
            case "no end":
                return Token("RS256", $$"""{"iss":"{{Issuer}}","aud":"https://eventhubs.azure.net"}""");
            case "not yet":
                return Token("RS256", Claims(now, beginsIn: 600));
            case "not JSON":
                return Token("RS256", "{");
            case "not base64":
                return "*.*.*";
            default:
                return good[..good.LastIndexOf('.')];
        }
    }

    private string Token(string algorithm, string claims) => Signed(algorithm, claims, content => algorithm switch
    {
        "ES256" => _ec.SignData(content, HashAlgorithmName.SHA256),
        "PS256" => _rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        _ => _rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    });

    private static string Signed(string algorithm, string claims, Func<byte[], byte[]> sign)
    {
        string content = $"{Encoded($$"""{"typ":"JWT","alg":"{{algorithm}}"}""")}.{Encoded(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private sealed class Provider(Func<DateTimeOffset, string> make) : ITokenProvider
    {
        public AccessToken? TryGet(string audience, DateTimeOffset utcNow) => new(make(utcNow), AccessToken.JwtType, utcNow + TimeSpan.FromHours(1));
    }
}

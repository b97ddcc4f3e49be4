using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt.Access;

/// <summary>Tokens as others write them: nothing here uses the endpoint's own signing but one test.</summary>
public sealed class TokenTests : IDisposable
{
    private const long Now = 1_772_323_200; // ManualTime's start.
    private static readonly byte[] _secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("token-");
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ManualTime _time = new();
    private readonly string _file;

    public TokenTests()
    {
        _file = Path.Combine(_directory.FullName, "keys");
        File.WriteAllLines(_file, ["# keys", $"h HS256 {Convert.ToBase64String(_secret)}", $"e ES256 {Convert.ToBase64String(_curve.ExportSubjectPublicKeyInfo())}"]);
    }

    public void Dispose()
    {
        _curve.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("h", "HS256")]
    [InlineData("e", "ES256")]
    public void A_signed_token_is_the_device_of_its_subject_until_it_ends(string kid, string alg)
    {
        var tokens = Tokens();
        var identity = Know(tokens, "c1", Token($$"""{"alg":"{{alg}}","kid":"{{kid}}"}""", $$"""{"sub":"c1","exp":{{Now + 60}},"nbf":{{Now}}}"""))!;
        Assert.Equal(("c1", ClientRole.Device), (identity.Name, identity.Role));
        Assert.Equal(CloseReason.None, tokens.Recheck(identity, null));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(CloseReason.AccessRevoked, tokens.Recheck(identity, null));
    }

    [Theory]
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c2","exp":1772323300}""")] // Another's.
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1","exp":1772323200}""")] // Over.
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1","exp":1772323300,"nbf":1772323201}""")] // Not begun.
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1"}""")] // Without an end.
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1","exp":"1772323300"}""")]
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1","exp":1e300}""")]
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":"c2","sub":"c1","exp":1772323300}""")]
    [InlineData("""{"alg":"HS256","kid":"h"}""", """{"sub":7,"exp":1772323300}""")]
    [InlineData("""{"alg":"HS256","kid":"h"}""", """["c1"]""")]
    [InlineData("""{"alg":"none","kid":"h"}""", """{"sub":"c1","exp":1772323300}""")]
    [InlineData("""{"alg":"ES256","kid":"h"}""", """{"sub":"c1","exp":1772323300}""")]
    [InlineData("""{"alg":"HS256","kid":"e"}""", """{"sub":"c1","exp":1772323300}""")] // The public key as a secret.
    [InlineData("""{"alg":"HS256","kid":"x"}""", """{"sub":"c1","exp":1772323300}""")]
    [InlineData("""{"alg":"HS256"}""", """{"sub":"c1","exp":1772323300}""")] // Which of two keys?
    [InlineData("""{"alg":"HS256","kid":"h","crit":["b64"]}""", """{"sub":"c1","exp":1772323300}""")]
    [InlineData("""{"alg":"HS256","kid":"h"}""", "not json")]
    public void Any_other_token_is_refused(string header, string claims) => Assert.Null(Know(Tokens(), "c1", Token(header, claims)));

    [Fact]
    public void A_token_with_a_turned_bit_anywhere_is_refused()
    {
        var tokens = Tokens();
        var token = Token("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1","exp":1772323300}""");
        Assert.NotNull(Know(tokens, "c1", token));
        for (var i = 0; i < token.Length; i++)
        {
            var turned = token.ToCharArray();
            turned[i] ^= (char)4;
            Assert.Null(Know(tokens, "c1", new(turned)));
        }
    }

    [Fact]
    public void Passwords_that_are_no_tokens_are_for_the_accounts_behind_and_tokens_are_not()
    {
        var accounts = CredentialsAuthenticator.Parse("f", [CredentialLine.Make("c1", ClientRole.Device, "pw", 1)], new ManualTime());
        var tokens = new TokenAuthenticator(_file, _time, NullLogger.Instance, accounts);
        Verdict? later = null;
        tokens.Judge(new("id", "c1", "pw"u8.ToArray(), null), verdict => later = verdict);
        Assert.Equal("c1", later!.Value.Identity!.Name);
        Assert.Equal(CloseReason.None, tokens.Recheck(later.Value.Identity, null));
        Assert.Equal(CloseReason.BadCredentials, tokens.Judge(new("id", "c1", "eyJ.a.b"u8.ToArray(), null), _ => { }).Reason);
    }

    [Fact]
    public void A_key_that_is_taken_out_ends_what_it_let_in()
    {
        var tokens = Tokens();
        Assert.Null(TokenKey.TryParse(TokenKey.Make("fresh"), out var key));
        File.AppendAllText(_file, "");
        var identity = Know(tokens, "c1", Token("""{"alg":"HS256","kid":"h"}""", """{"sub":"c1","exp":1772323300}"""))!;
        File.WriteAllText(_file, "h HS256 short");
        Assert.False(tokens.Refresh());
        Assert.Equal(CloseReason.None, tokens.Recheck(identity, null));
        var line = TokenKey.Make("h");
        File.WriteAllText(_file, line);
        Assert.True(tokens.Refresh());
        Assert.Equal(CloseReason.AccessRevoked, tokens.Recheck(identity, null));
        Assert.Null(TokenKey.TryParse(line, out key));
        Assert.NotNull(Know(tokens, "c7", key!.Sign("c7", _time.GetUtcNow(), _time.GetUtcNow().AddDays(1))));
    }

    [Theory]
    [InlineData("h HS256 AAAA", "less than 32 bytes")]
    [InlineData("h RS256 AAAA", "neither HS256 nor ES256")]
    [InlineData("e ES256 AAAA", "no public key")]
    [InlineData("e ES256 ????", "not base64")]
    [InlineData("e ES256", "an id")]
    public void A_bad_key_is_named_by_its_line_and_not_shown(string line, string reason)
    {
        File.WriteAllLines(_file, ["", line]);
        var fault = Assert.Throws<CredentialsFileException>(Tokens);
        Assert.Equal(2, fault.Line);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", fault.Message, StringComparison.Ordinal);
    }

    private static ClientIdentity? Know(TokenAuthenticator tokens, string user, string token) =>
        tokens.Judge(new("id", user, Encoding.UTF8.GetBytes(token), null), _ => { }).Identity;

    private TokenAuthenticator Tokens() => new(_file, _time, NullLogger.Instance, null);

    private string Token(string header, string claims)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = header.Contains("ES256", StringComparison.Ordinal) && header.Contains("\"e\"", StringComparison.Ordinal) ? _curve.SignData(bytes, HashAlgorithmName.SHA256)
            : HMACSHA256.HashData(header.Contains("\"e\"", StringComparison.Ordinal) ? _curve.ExportSubjectPublicKeyInfo() : _secret, bytes);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}

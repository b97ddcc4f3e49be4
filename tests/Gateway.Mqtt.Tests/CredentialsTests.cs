using System.Text;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class CredentialsTests
{
    private static readonly string _device = CredentialLine.Make("c1", ClientRole.Device, "secret", 10);
    private static readonly string _operator = CredentialLine.Make("watch", ClientRole.Operator, "open", 10, "v1/#", "$SYS/#");

    [Fact]
    public void A_line_that_was_made_is_known_again()
    {
        var authenticator = CredentialsAuthenticator.Parse("f", ["# comment", "", _device, $"  {_operator}  "], new ManualTime());
        Assert.Equal(ClientRole.Device, Ask(authenticator, "c1", "secret")!.Role);
        Assert.Equal(["v1/#", "$SYS/#"], Ask(authenticator, "watch", "open")!.Patterns);
        Assert.DoesNotContain("secret", _device, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c1", "Secret")]
    [InlineData("c1", "")]
    [InlineData("c2", "secret")]
    [InlineData(null, "secret")]
    public void Who_is_unknown_or_has_another_password_is_refused(string? user, string password) =>
        Assert.Null(Ask(CredentialsAuthenticator.Parse("f", [_device], new ManualTime()), user, password));

    [Fact]
    public void A_reconnect_storm_derives_each_password_once_and_a_wrong_one_is_not_remembered_as_right()
    {
        var authenticator = CredentialsAuthenticator.Parse("f", [_device], new ManualTime());
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(Ask(authenticator, "c1", "secret"));
        }
        Assert.Equal(1, authenticator.Derivations);
        Assert.Null(Ask(authenticator, "c1", "guess"));
        Assert.Null(Ask(authenticator, "c1", "guess"));
        Assert.NotNull(Ask(authenticator, "c1", "secret"));
        Assert.Equal(3, authenticator.Derivations);
    }

    [Theory]
    [InlineData("c1 device", "a name, a role")]
    [InlineData("c/1 device pbkdf2-sha256$1$AAAAAAAAAAA=$x", "the name")]
    [InlineData("c1 admin pbkdf2-sha256$1$AAAAAAAAAAA=$x", "the role")]
    [InlineData("c1 device hunter2", "hash")]
    [InlineData("c1 device md5$1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "hash")]
    [InlineData("c1 device pbkdf2-sha256$0$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "hash")]
    [InlineData("c1 device pbkdf2-sha256$1$AA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "hash")]
    [InlineData("c1 device pbkdf2-sha256$1$AAAAAAAAAAA=$AAAA", "hash")]
    [InlineData("op operator pbkdf2-sha256$1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= a#", "pattern")]
    public void A_bad_line_is_an_error_that_names_the_line_and_not_its_text(string line, string reason)
    {
        var error = Assert.Throws<CredentialsFileException>(() => CredentialsAuthenticator.Parse("users", ["# first", line], new ManualTime()));
        Assert.Equal(2, error.Line);
        Assert.StartsWith("users, line 2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_stand_once() =>
        Assert.Equal(2, Assert.Throws<CredentialsFileException>(() => CredentialsAuthenticator.Parse("f", [_device, _device], new ManualTime())).Line);

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        var error = Assert.Throws<CredentialsFileException>(() => CredentialsAuthenticator.Load("/nowhere/users", new ManualTime()));
        Assert.Equal("/nowhere/users: the file cannot be read.", error.Message);
    }

    [Theory]
    [InlineData("#", "v1/#", true)]
    [InlineData("#", "$SYS/#", false)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    [InlineData("v1/+/c1", "v1/up/c1", true)]
    [InlineData("v1/+/c1", "v1/+/c1", true)]
    [InlineData("v1/+/c1", "v1/#", false)]
    [InlineData("v1/+/c1", "v1/+/+", false)]
    [InlineData("v1/+", "v1/up/c1", false)]
    [InlineData("v1/up/#", "v1/up", true)]
    [InlineData("v1/up/#", "v1/+/c1", false)]
    [InlineData("v1/up", "v1/up/c1", false)]
    [InlineData("v1/up/c1", "v1/up", false)]
    public void An_operator_subscribes_within_its_patterns_only(string pattern, string filter, bool may) =>
        Assert.Equal(
            may ? SubscribeAnswer.Granted : SubscribeAnswer.NotAuthorized,
            new ConcentratorTopicPolicy().MaySubscribe(new("op", ClientRole.Operator, [pattern]), filter));

    private static ClientIdentity? Ask(CredentialsAuthenticator authenticator, string? user, string password) =>
        authenticator.Authenticate(new("id", user, Encoding.UTF8.GetBytes(password), null));
}

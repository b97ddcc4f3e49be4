using System.Net;
using System.Text;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt.Access;

/// <summary>Passwords: when they are checked, how refusals look, and who is locked out.</summary>
public sealed class LoginTests : IDisposable
{
    private static readonly MqttLimits _limits = new() { LoginsAtOnceMax = 2, LoginsWaitingMax = 3, LoginFailuresMax = 3, LoginFailuresPerAddressMax = 5, LoginsRememberedMax = 4 };
    private static readonly IPEndPoint _home = new(IPAddress.Parse("192.0.2.1"), 5);
    private static readonly IPEndPoint _away = new(IPAddress.Parse("192.0.2.2"), 5);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("login-");
    private readonly ManualTime _time = new();
    private readonly Queue<Action> _work = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_few_passwords_are_checked_at_once_others_wait_and_more_than_may_wait_come_later()
    {
        var accounts = Accounts(_work.Enqueue);
        var answers = Enumerable.Range(0, 6).Select(_ => Ask(accounts, "c1", "pw")).ToList();
        Assert.Equal(2, _work.Count);
        Assert.Equal(CloseReason.TooManyLogins, answers[5].Verdict!.Value.Reason);
        Assert.All(answers[..5], answer => Assert.Null(answer.Verdict));
        while (_work.TryDequeue(out var work))
        {
            work();
        }
        Assert.All(answers[..5], answer => Assert.Equal("c1", answer.Verdict!.Value.Identity!.Name));
    }

    [Fact]
    public void Unknown_users_and_wrong_passwords_are_refused_at_the_same_time_after_the_same_work()
    {
        var accounts = Accounts();
        var (wrong, unknown) = (Ask(accounts, "c1", "no"), Ask(accounts, "c9", "no"));
        Assert.Equal(2, accounts.Derivations);
        _time.Advance(_limits.LoginRefusedAfter - TimeSpan.FromMilliseconds(1));
        Assert.Null(wrong.Verdict);
        Assert.Null(unknown.Verdict);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal((CloseReason.BadCredentials, CloseReason.BadCredentials), (wrong.Verdict!.Value.Reason, unknown.Verdict!.Value.Reason));
    }

    [Fact]
    public void After_wrong_passwords_a_user_is_locked_out_for_a_while_but_who_was_known_before_is_not()
    {
        var accounts = Accounts();
        Assert.NotNull(Ask(accounts, "c2", "pw").Verdict!.Value.Identity);
        foreach (var user in new[] { "c1", "c2" })
        {
            for (var i = 0; i < 3; i++)
            {
                Ask(accounts, user, "guess", user == "c1" ? _home : _away);
            }
        }
        var before = accounts.Derivations;
        var locked = Ask(accounts, "c1", "pw", _away);
        Assert.Equal(before, accounts.Derivations);
        Assert.NotNull(Ask(accounts, "c2", "pw", _away).Verdict!.Value.Identity);
        _time.Advance(_limits.LoginRefusedAfter);
        Assert.Equal(CloseReason.LockedOut, locked.Verdict!.Value.Reason);
        _time.Advance(_limits.LoginLockout);
        Assert.NotNull(Ask(accounts, "c1", "pw", _away).Verdict!.Value.Identity);
    }

    [Fact]
    public void An_address_that_guesses_at_many_users_is_locked_out_and_another_is_not()
    {
        var accounts = Accounts();
        for (var i = 0; i < 5; i++)
        {
            Ask(accounts, $"u{i}", "guess", _home);
        }
        var (home, away) = (Ask(accounts, "c1", "pw", _home), Ask(accounts, "c1", "pw", _away));
        _time.Advance(_limits.LoginRefusedAfter);
        Assert.Equal((CloseReason.LockedOut, "c1"), (home.Verdict!.Value.Reason, away.Verdict!.Value.Identity?.Name));
    }

    [Fact]
    public void What_is_remembered_of_strangers_is_bounded()
    {
        var table = new FailureTable<string>(2, TimeSpan.FromMinutes(1), 4);
        for (var i = 0; i < 100; i++)
        {
            table.Failed($"u{i}", TimeSpan.FromSeconds(i));
        }
        Assert.Equal(4, table.Count);
    }

    [Fact]
    public void A_changed_file_changes_who_is_let_in_and_who_may_stay_and_a_bad_one_nothing()
    {
        var file = Path.Combine(_directory.FullName, "credentials");
        var (first, second) = (CredentialLine.Make("c1", ClientRole.Device, "pw", 1), CredentialLine.Make("c2", ClientRole.Device, "pw", 1));
        File.WriteAllLines(file, [first, second]);
        var accounts = CredentialsAuthenticator.Load(file, _time, _limits);
        var (one, two) = (Ask(accounts, "c1", "pw").Verdict!.Value.Identity!, Ask(accounts, "c2", "pw").Verdict!.Value.Identity!);
        Assert.False(accounts.Refresh());
        File.WriteAllText(file, "c1 device hunter2");
        Assert.False(accounts.Refresh());
        Assert.Equal((CloseReason.None, CloseReason.None), (accounts.Recheck(one, null), accounts.Recheck(two, null)));
        File.WriteAllLines(file, ["# c1 has a new password", CredentialLine.Make("c1", ClientRole.Device, "new", 1), second]);
        Assert.True(accounts.Refresh());
        Assert.Equal((CloseReason.AccessRevoked, CloseReason.None), (accounts.Recheck(one, null), accounts.Recheck(two, null)));
        Assert.Null(Ask(accounts, "c1", "pw").Verdict);
        Assert.NotNull(Ask(accounts, "c1", "new").Verdict!.Value.Identity);
    }

    private CredentialsAuthenticator Accounts(Action<Action>? run = null) => CredentialsAuthenticator.Parse(
        "f", [CredentialLine.Make("c1", ClientRole.Device, "pw", 1), CredentialLine.Make("c2", ClientRole.Device, "pw", 1)], _time, _limits, run);

    private static Answer Ask(CredentialsAuthenticator accounts, string user, string password, IPEndPoint? from = null)
    {
        var answer = new Answer();
        var verdict = accounts.Judge(new("id", user, Encoding.UTF8.GetBytes(password), from), later => answer.Verdict = later);
        answer.Verdict = verdict.IsPending ? answer.Verdict : verdict;
        return answer;
    }

    private sealed class Answer
    {
        public Verdict? Verdict { get; set; }
    }
}

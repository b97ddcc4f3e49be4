using System.Text;
using Wattline.Simulators.Kiosks;
using Xunit;

namespace Wattline.Tests.Simulators.Kiosks;

public sealed class CustomersTests
{
    private const long Day = 86_400_000_000;

    /// <summary>A simple kiosk for some days: polls, acknowledges, returns what is asked back, and notes what it saw.</summary>
    private static (SspValidator Validator, Customers Customers, string History, long Credited) Run(int seed, int days)
    {
        var validator = new SspValidator(new ValidatorSettings { Seed = seed });
        var host = new ValidatorHost(validator).Open();
        var customers = new Customers(new CustomerSettings { Seed = seed, Accounts = ["A", "B", "C"] }, validator);
        var history = new StringBuilder();
        long[] values = [0, 100, 500, 1_000, 2_000, 5_000, 10_000];
        var credited = 0L;
        while (host.Now < days * Day)
        {
            customers.Step(host.Now);
            if (customers.TakeAccount() is { } account)
                history.Append(host.Now / 1_000_000).Append(account);
            if (customers.TakeFinish())
                history.Append('.');
            // Idle, three seconds are quick enough; a note in the path is followed closely.
            var reply = host.Poll(validator.NextWakeMicros == long.MaxValue ? 3 : 0.5)!;
            if (reply != "F0")
                history.Append(reply);
            for (var i = 2; i + 2 <= reply.Length; i += 2)
            {
                var code = reply.Substring(i, 2);
                if (code is "EE" or "E2")
                    credited += values[Convert.ToInt32(reply.Substring(i + 2, 2), 16)];
                if (code is "EE" or "E2" or "E1" or "E6")
                {
                    host.Send(0x57);
                    i += 2;
                }
                else if (code == "EF")
                {
                    if (reply.Substring(i + 2, 2) != "00" && customers.TakeCancel())
                        host.Send(0x08);
                    i += 2;
                }
            }
            if (reply.Contains("E8", StringComparison.Ordinal))
                host.Open();
        }
        return (validator, customers, history.ToString(), credited);
    }

    [Fact]
    public void Customers_come_by_day_pay_and_every_note_ends_in_the_box_or_with_them()
    {
        var (validator, customers, _, credited) = Run(seed: 5, days: 3);
        Assert.InRange(customers.Arrived, 45, 150);
        Assert.InRange(validator.Notes.Count, 80, 500);
        Assert.True(validator.Notes.Count(note => note.Fate == NoteFate.InMachine) <= 1);
        Assert.Equal(validator.BoxValue, credited);
        Assert.Equal(validator.BoxValue, validator.PaidByAccount().Sum(paid => paid.Value));
        Assert.Equal(["A", "B", "C"], validator.PaidByAccount().Select(paid => paid.Account));
        Assert.True(Enumerable.Range(1, 6).Sum(validator.Returned) > 0);
        // Local hours are UTC + 8.
        Assert.All(validator.Notes, note => Assert.InRange((note.InsertedMicros / 3_600_000_000 + 8) % 24, 7, 22));
    }

    [Fact]
    public void One_seed_gives_one_history()
    {
        Assert.Equal(Run(3, 1).History, Run(3, 1).History);
        Assert.NotEqual(Run(3, 1).History, Run(4, 1).History);
    }

    [Fact]
    public void Where_the_mouth_stays_closed_the_customer_gives_up()
    {
        var validator = new SspValidator(new ValidatorSettings());
        var customers = new Customers(new CustomerSettings { Accounts = ["A"] }, validator);
        customers.Step(2 * Day);
        Assert.InRange(customers.Arrived, 20, 100);
        Assert.Empty(validator.Notes);
    }
}

using Wattline.Firmware.Plans;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Plans;

public sealed class TaskPlanTests
{
    [Fact]
    public void A_plan_of_tasks_is_decoded()
    {
        var draft = new TaskPlan { Horizon = 30, Zone = -210, Parity = 0, Meters = 2 };
        draft.Tasks.AddRange([TaskPlan.Daily(channels: 5), TaskPlan.Settlement(), TaskPlan.Demand(), TaskPlan.PowerDowns(), TaskPlan.Clock()]);

        var plan = Decode(draft, out var refusal);

        Assert.Equal(PlanRefusal.None, refusal);
        Assert.Equal((30, -210, 0), (plan!.Horizon, (int)plan.Zones[1], (int)plan.Parities[1]));
        var tasks = plan.Template(0).Tasks;
        Assert.Equal([TaskType.Daily, TaskType.Settlement, TaskType.Demand, TaskType.Events, TaskType.Clock], tasks.Select(task => task.Type));
        Assert.Equal([5, 1, 2, 0, 0], tasks.Select(task => task.Channels));
        Assert.Equal((8, true), (tasks[2].Reads[0].PayloadBytes, tasks[2].Reads[0].HasMoments));
        Assert.Equal(("power_down", 3, 12), (tasks[3].Code, tasks[3].Reads[0].PayloadBytes, tasks[3].Reads[1].PayloadBytes));
    }

    [Fact]
    public void A_plan_without_registers_may_have_tasks_only()
    {
        var draft = new TaskPlan { Reads = [] };
        Decode(draft, out var refusal);
        Assert.Equal(PlanRefusal.Channels, refusal);

        draft.Tasks.Add(TaskPlan.Daily());
        Decode(draft, out refusal);
        Assert.Equal(PlanRefusal.None, refusal);
    }

    [Fact]
    public void Every_task_that_is_wrong_has_its_reason()
    {
        (uint, int[])[] daily = [(0x05060100, [2])];
        var cases = new (TaskPlan.Draft Task, int Refusal)[]
        {
            (new(7, 86400, 1, daily), PlanRefusal.Task),
            (new(TaskType.Daily, 3600, 62, daily), PlanRefusal.Task),
            (new(TaskType.Daily, 86400, 0, daily), PlanRefusal.Task),
            (new(TaskType.Daily, 86400, 255, daily), PlanRefusal.Task),
            (new(TaskType.Daily, 86400, 62, []), PlanRefusal.Task),
            (new(TaskType.Daily, 86400, 62, daily, "code"), PlanRefusal.Task),
            (new(TaskType.Daily, 86400, 62, [(0x05060101, [2])]), PlanRefusal.Identifier),
            (new(TaskType.Daily, 86400, 62, [(0x05040100, [2])]), PlanRefusal.Identifier),
            (new(TaskType.Daily, 86400, 62, [(0x05060100, [3])]), PlanRefusal.Decimals),
            (new(TaskType.Settlement, 3200, 12, [(0x00010000, [2])]), PlanRefusal.Task),
            (new(TaskType.Settlement, 124, 12, [(0x00010000, [2])]), PlanRefusal.Task),
            (new(TaskType.Settlement, 100, 13, [(0x00010000, [2])]), PlanRefusal.Task),
            (new(TaskType.Demand, 100, 12, [(0x01010000, [4])]), PlanRefusal.Channels),
            (new(TaskType.Events, 3600, 10, [(0x03110000, [])], "e"), PlanRefusal.Task),
            (new(TaskType.Events, 3600, 10, [(0x03110000, []), (0x03110001, [])]), PlanRefusal.Task),
            (new(TaskType.Events, 3600, 10, [(0x03110000, []), (0x12345678, [])], "e"), PlanRefusal.Identifier),
        };
        foreach (var (task, expected) in cases)
        {
            var draft = new TaskPlan();
            draft.Tasks.Add(task);
            Decode(draft, out var refusal);
            Assert.True(expected == refusal, $"{task}: {refusal}, not {expected}");
        }

        Decode(new TaskPlan { Horizon = 63 }, out var horizon);
        Decode(new TaskPlan { Protocol = 8 }, out var protocol);
        Decode(new TaskPlan { Zone = 841 }, out var zone);
        Decode(new TaskPlan { Parity = 3 }, out var parity);
        Assert.Equal([PlanRefusal.TooMany, PlanRefusal.Protocol, PlanRefusal.Malformed, PlanRefusal.Malformed], [horizon, protocol, zone, parity]);
    }

    [Fact]
    public void Any_bytes_are_refused_and_harm_nothing()
    {
        var draft = new TaskPlan();
        draft.Tasks.AddRange([TaskPlan.Daily(), TaskPlan.Demand(), TaskPlan.PowerDowns()]);
        var good = draft.Write();
        for (var seed = 1; seed <= 5000; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])good.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var decoder = new PlanDecoder(2);
            var refusal = decoder.Decode(bytes, 0, bytes.Length, -1);
            Assert.True(refusal == PlanRefusal.None == decoder.Plan is not null, $"seed {seed}");
        }
    }

    private static Plan? Decode(TaskPlan draft, out int refusal)
    {
        var decoder = new PlanDecoder(2);
        var bytes = draft.Write();
        refusal = decoder.Decode(bytes, 0, bytes.Length, -1);
        return decoder.Plan;
    }
}

using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Commands;

/// <summary>Commands to the concentrator itself.</summary>
public sealed partial class CommandMachine
{
    private void StepDevice(OpenCommand command, long now)
    {
        command.At = now + CommandLimits.Retry;
        if (command.Type == CommandType.Discover)
        {
            StepDiscover(command, now);
            return;
        }

        if (command.Type == CommandType.Freeze)
        {
            StepFreeze(command, now);
            return;
        }

        if (!_clock.IsValid || IsOver(command))
        {
            End(command, CommandState.Expired, _clock.IsValid ? CommandReason.Expired : CommandReason.NoClock, now);
        }
        else if (!Begun(command, now))
        {
            return;
        }
        else if (command.Type == CommandType.Reboot)
        {
            // Whoever finds it pending after the start knows that it was obeyed.
            _restart.Restart();
            command.At = long.MaxValue;
        }
        else
        {
            StepPlan(command, now);
        }
    }

    private void StepPlan(OpenCommand command, long now)
    {
        Open(command);
        var plan = _reader.ReadBytes();
        if (command.Stage == 0)
        {
            var refused = _plans.PlansRefused;
            _plans.OnPlan(plan, 0, plan.Length);
            command.Stage = 1;
            if (_plans.PlansRefused != refused)
            {
                End(command, CommandState.Refused, CommandReason.Plan, now);
                return;
            }
        }

        // :: [format, version, …]: it is in use from the next slot on.
        _reader.Reset(plan, 0, plan.Length);
        _reader.ReadArray();
        _reader.ReadUInt();
        var version = _reader.ReadInt();
        if (_plans.PlanVersion >= version)
        {
            End(command, CommandState.Verified, CommandReason.None, now);
        }
    }
}

namespace Wattline.Tests.World.Kiosks;

/// <summary>Where the power fails.</summary>
/// <param name="Operation">Before this operation of the flash, counted from 1; 0 for none.</param>
/// <param name="Byte">After this byte on the line, counted from 1; 0 for none.</param>
internal readonly record struct SweepCut(int Operation, int Byte);

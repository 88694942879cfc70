"""Attract: from what a lawyer drops into a folder to the reader who asked for it.

    stories/ content/ feeds | collect | tag | clear | publish
                                              clear | digest | deliver

Each verb is a room of this package and a command. A room's `run.py` calls and never
decides; its `decide.py` decides and never calls. Rooms hand over through the store.
"""

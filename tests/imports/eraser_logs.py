"""Logs as erasers write them: nwipe's by its source, the XML as Blancco's reports are built."""

NWIPE = """\
[2026/11/24 09:00:00]  notice: Opened entropy source '/dev/urandom'.
[2026/11/24 09:00:00]    info: nwipe 0.37
[2026/11/24 10:25:04]  notice: Nwipe successfully exited.

******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
!      sdb |           3 |                    0 |                    0
       sdc |           0 |                    0 |                    0
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
!      sdb |-FAILED-|  120MB/s | 01:22:01 | WD6788.8488YNHj/ZX677888388-N
       sdc | Erased |  120MB/s | 01:25:04 | WD6784.8488JKGG/ZX677888389-N
!      sdd |UABORTED|  120MB/s | 00:01:00 | WD6784.8488JKGG/ZX677888390-N
--------------------------------------------------------------------------------
[2026/11/24 10:25:04] Total Throughput 120 MB/s, DoD Short, 1R+B+VL
********************************************************************************
"""

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<root><report>
<blancco_data>
<description><author><product_name id="51" name="Drive Eraser">Drive Eraser</product_name>
<product_version>7.4.0</product_version></author></description>
<blancco_erasure_report><entries name="erasures">
<entries name="erasure"><entry name="state" type="string">Successful</entry>
<entry name="erasure_standard_name" type="string">NIST 800-88 Purge - ATA</entry>
<entries name="target"><entry name="serial" type="string">wd-11</entry><entry name="model" type="string">WDC</entry></entries>
</entries>
<entries name="erasure"><entry name="state" type="string">Failed</entry>
<entry name="erasure_standard_name" type="string">Aperiodic random overwrite</entry>
<entries name="target"><entry name="serial" type="string">wd-12</entry></entries>
</entries>
</entries></blancco_erasure_report>
<blancco_hardware_report><entries name="disks"><entries name="disk"><entry name="serial">WD-99</entry></entries></entries></blancco_hardware_report>
</blancco_data></report></root>
"""

JSON = """\
{"tool": "nvme-cli", "version": "2.11", "devices": [
 {"serial": "S4G", "model": "PM981a", "status": "PASS", "method": "NVMe sanitize, crypto"},
 {"serial": "S4H", "model": "PM981a", "status": "Erase incomplete", "method": "overwrite"}]}
"""
